import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentSpec, Machine } from './environment.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.mjs');
/** Shares of the memory that Lambda gives to the heap of Node.js and to its young generation. */
const HEAP_SHARE = 0.9;
const YOUNG_SHARE = 0.05;

/** Starts the function's process. @param addresses `host:port` of the servers that are the environment's own */
export function spawnRuntime(
  spec: EnvironmentSpec,
  machine: Machine,
  addresses: { readonly runtimeApi: string; readonly xrayDaemon: string },
  scratchFolder: string,
): ChildProcess {
  const offsetMs = machine.clock.now() - Date.now(); // against the one clock that the process can read
  const [xrayHost, xrayPort] = addresses.xrayDaemon.split(':');
  const flags = [
    `--max-old-space-size=${Math.floor(spec.memorySizeMb * HEAP_SHARE)}`,
    `--max-semi-space-size=${Math.max(1, Math.floor(spec.memorySizeMb * YOUNG_SHARE))}`,
  ];
  const given = [machine.compileCacheFolder, String(offsetMs), pathToFileURL(BOOTSTRAP).href];
  return spawn(process.execPath, [...flags, BOOTSTRAP, ...given], {
    cwd: spec.taskFolder,
    env: {
      ...spec.variables,
      AWS_LAMBDA_RUNTIME_API: addresses.runtimeApi,
      AWS_XRAY_DAEMON_ADDRESS: addresses.xrayDaemon,
      _AWS_XRAY_DAEMON_ADDRESS: xrayHost,
      _AWS_XRAY_DAEMON_PORT: xrayPort,
      TMPDIR: scratchFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that nothing it starts survives it
  });
}
