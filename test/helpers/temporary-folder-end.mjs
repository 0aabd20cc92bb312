import { rmSync } from 'node:fs';

export default function end() {
  rmSync(globalThis.temporaryFolder, { recursive: true, force: true });
}
