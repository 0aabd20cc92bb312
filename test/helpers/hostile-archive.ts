import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export const SYMBOLIC_LINK = 0o120777;
const FILE = 0o100644;

/** An entry as a hostile tool writes it: yazl itself refuses to write such names. */
export interface HostileEntry {
  readonly name: string;
  readonly content: string;
  readonly mode?: number;
}

export async function hostileArchive(entries: readonly HostileEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const chunks: Buffer[] = [];
  const stand = (index: number, length: number) => String(index).padEnd(length, '#');
  entries.forEach(({ name, content, mode = FILE }, index) => {
    zip.addBuffer(Buffer.from(content), stand(index, name.length), { mode, compress: false });
  });
  zip.end();
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  let bytes = Buffer.concat(chunks).toString('latin1');
  entries.forEach(({ name }, index) => {
    bytes = bytes.replaceAll(stand(index, name.length), name);
  });
  return Buffer.from(bytes, 'latin1');
}

const MEBIBYTE = 1024 * 1024;
const zeros = Buffer.alloc(MEBIBYTE);

/** A small archive of files that are large: so many, of so many MiB of zeros each. */
export async function bomb(files: number, mebibytesEach: number): Promise<Buffer> {
  const zip = new ZipFile();
  for (let file = 0; file < files; file++) {
    const content = Readable.from(
      (function* parts() {
        for (let part = 0; part < mebibytesEach; part++) yield zeros;
      })(),
    );
    zip.addReadStream(content, `zeros-${file}`, { compressionLevel: 1 });
  }
  zip.end();
  return buffer(zip.outputStream);
}
