import { LARGEST_BINARY_BYTES, readingsOf } from './readings.ts';
import type { ScannedText } from './secrets.ts';

/** Characters that are bytes, as a patch has them, to the text that they are. */
export const utf8Of = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** What one commit adds to one file, as it comes line by line. */
export class AddedFile {
  /** That there was more than is searched. */
  isCut = false;
  private readonly path: string;
  private readonly lines: string[] = [];
  private bytes = 0;
  private hasZero = false;

  /** @param path its bytes, each as one character */
  constructor(path: string) {
    this.path = utf8Of(path);
  }

  /** @param line its bytes, each as one character */
  add(line: string): void {
    this.hasZero ||= line.includes('\0');
    const room = this.hasZero ? Math.max(0, LARGEST_BINARY_BYTES - this.bytes) : line.length;
    this.isCut ||= room < line.length;
    this.bytes += line.length + 1;
    if (!this.isCut || room > 0) this.lines.push(line.slice(0, room));
  }

  texts(where: string): readonly ScannedText[] {
    const bytes = Buffer.from(this.lines.join('\n'), 'latin1');
    return readingsOf(bytes).map((text) => ({ path: this.path, where, text }));
  }

  /** Its place, to be told. */
  told(where: string): string {
    return `${this.path} (${where})`;
  }
}
