import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** The folders of one build; all inside `root`. */
export interface Scratch {
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  /** Where `npm install --global` goes. */
  readonly npmPrefix: string;
  /** First on the PATH: the Node that runs the rehearsal. */
  readonly bin: string;
  /** The session's own files. */
  readonly control: string;
}

export interface Surroundings {
  readonly endpoint: string;
  /** PEM file of the rehearsal's certificate authority; it need not exist. */
  readonly certificateAuthorityFile: string;
  /** The environment of the process that runs the rehearsal. */
  readonly caller: NodeJS.ProcessEnv;
}

export function createScratch(root: string): Scratch {
  const scratch: Scratch = {
    root,
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    npmPrefix: join(root, 'npm'),
    bin: join(root, 'bin'),
    control: join(root, 'control'),
  };
  for (const folder of Object.values(scratch)) mkdirSync(folder, { recursive: true });
  symlinkSync(process.execPath, join(scratch.bin, 'node'));
  for (const tool of ['npm', 'npx', 'corepack']) {
    const beside = join(dirname(process.execPath), tool);
    if (existsSync(beside)) symlinkSync(beside, join(scratch.bin, tool));
  }
  return scratch;
}

/**
 * What a build sees of the machine that it runs on: nothing of the caller's environment, except the way to the package
 * registries (proxies, authorities, npm's registry settings) and the programs on the PATH. HTTPS goes through the endpoint,
 * which answers for AWS's names and passes everything else on.
 */
export function machineEnvironment(scratch: Scratch, surroundings: Surroundings): Record<string, string> {
  const { caller, endpoint } = surroundings;
  const registrySettings = npmRegistrySettings(caller);
  writeFileSync(join(scratch.home, '.npmrc'), `${registrySettings.join('\n')}\n`);
  const authorities = bundleAuthorities(scratch, surroundings);
  // Behind a proxy of the caller's own only the endpoint knows the way, so the registry is not excepted there.
  const behindProxy = (caller.HTTPS_PROXY ?? caller.https_proxy ?? '') !== '';
  const direct = [
    '127.0.0.1',
    'localhost',
    ...(behindProxy ? [] : registryHosts(registrySettings)),
    ...noProxy(caller),
  ];
  const kept = ['SSL_CERT_DIR', 'HTTP_PROXY', 'http_proxy'].flatMap((name) => {
    const value = caller[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    ...authorities,
    PATH: [scratch.bin, join(scratch.npmPrefix, 'bin'), ...searchPath(caller)].join(delimiter),
    HOME: scratch.home,
    TMPDIR: scratch.temporary,
    LANG: 'C.UTF-8',
    USER: userInfo().username,
    npm_config_prefix: scratch.npmPrefix,
    npm_config_update_notifier: 'false',
    // A repository around the rehearsal's folder is not the build's.
    GIT_CEILING_DIRECTORIES: scratch.root,
    GIT_CONFIG_NOSYSTEM: '1',
    HTTPS_PROXY: endpoint,
    https_proxy: endpoint,
    NO_PROXY: direct.join(','),
    no_proxy: direct.join(','),
    NODE_USE_ENV_PROXY: '1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The caller's PATH without the folders that an `npm run` around the rehearsal put there. */
function searchPath(caller: NodeJS.ProcessEnv): string[] {
  const folders = (caller.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return folders.filter((folder) => isAbsolute(folder) && !/node_modules|node-gyp-bin/.test(folder));
}

const SYSTEM_AUTHORITIES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The rehearsal's authority beside those of the caller: Node adds one file to its own, other programs replace theirs by one. */
function bundleAuthorities(
  scratch: Scratch,
  { caller, certificateAuthorityFile }: Surroundings,
): Record<string, string> {
  const own = existsSync(certificateAuthorityFile) ? readFileSync(certificateAuthorityFile, 'utf8') : '';
  const read = (file: string | undefined) => (file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : '');
  const system = read(caller.SSL_CERT_FILE) || read(SYSTEM_AUTHORITIES.find((file) => existsSync(file)));
  const forNode = join(scratch.control, 'node-authorities.pem');
  const forOthers = join(scratch.control, 'authorities.pem');
  writeFileSync(forNode, `${read(caller.NODE_EXTRA_CA_CERTS)}\n${own}`);
  writeFileSync(forOthers, `${system}\n${own}`);
  return {
    NODE_EXTRA_CA_CERTS: forNode,
    SSL_CERT_FILE: forOthers,
    CURL_CA_BUNDLE: forOthers,
    GIT_SSL_CAINFO: forOthers,
    AWS_CA_BUNDLE: forOthers,
  };
}

function noProxy(caller: NodeJS.ProcessEnv): string[] {
  const named = (caller.NO_PROXY ?? caller.no_proxy ?? '').split(',').map((host) => host.trim());
  return named.filter((host) => host !== '' && !host.endsWith('amazonaws.com') && host !== '*');
}

/** Where packages come from and how one signs in there; no other setting of the user's reaches a build. */
const REGISTRY_SETTING =
  /^(registry|@[^:]+:registry|\/\/[^=]+|cafile|ca|strict-ssl|proxy|https-proxy|noproxy)\s*(\[\])?=/;

function npmRegistrySettings(caller: NodeJS.ProcessEnv): string[] {
  const npm = searchPath(caller).find((folder) => existsSync(join(folder, 'npm')));
  const files = [
    ...(npm === undefined ? [] : [join(dirname(npm), 'etc', 'npmrc')]),
    '/etc/npmrc',
    caller.npm_config_userconfig ?? join(caller.HOME ?? '/', '.npmrc'),
  ];
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const fromEnvironment = caller.npm_config_registry === undefined ? [] : [`registry=${caller.npm_config_registry}`];
  return [...lines.map((line) => line.trim()).filter((line) => REGISTRY_SETTING.test(line)), ...fromEnvironment];
}

function registryHosts(settings: readonly string[]): string[] {
  const urls = [
    'https://registry.npmjs.org/',
    ...settings.filter((line) => /registry\s*=/.test(line)).map((line) => line.replace(/^[^=]*=\s*/, '')),
  ];
  return [...new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname))];
}
