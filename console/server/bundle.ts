import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, stop } from 'esbuild';

/** A file that the browser loads, with a name that changes with its content. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Bundle {
  readonly script: Asset;
  readonly style: Asset;
}

const WEB = join(import.meta.dirname, '..', 'web');
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** Bundles the browser's code. Takes some 100 ms, so it is done when the first page is asked for. */
export async function bundleWeb(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { app: join(WEB, 'main.tsx'), style: join(WEB, 'style', 'style.css') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: WEB,
    logLevel: 'silent',
  });
  // Its service would keep this process's memory and event loop.
  await stop();
  const asset = (extension: string): Asset => {
    const file = outputFiles.find(({ path }) => path.endsWith(`.${extension}`));
    if (file === undefined) throw new Error(`esbuild gave no .${extension} file`);
    const body = new Uint8Array(file.contents);
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    return { path: `/assets/${hash}.${extension}`, type: `${TYPES[extension]}; charset=utf-8`, body };
  };
  return { script: asset('js'), style: asset('css') };
}
