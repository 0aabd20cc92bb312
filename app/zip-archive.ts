import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** 1 January 1980, the first day that an archive knows. */
const FIRST_DAY = 0x0021;
const VERSION_NEEDED = 20;
/** Made on Unix: only then does an archive hold permissions. */
const MADE_ON_UNIX = (3 << 8) | VERSION_NEEDED;
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
/** A regular file that everybody may read, which Lambda asks for. */
const MODE = 0o100644;

/**
 * A zip archive of files in this order: the same bytes for the same files on every machine, because Lambda's `CodeSha256` is the
 * hash of the archive. So it holds no times, and stores without compressing, whose result differs between versions of zlib.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipArchive(files: readonly ArchivedFile[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, contents } of files) {
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION_NEEDED, 0);
    common.writeUInt16LE(FIRST_DAY, 8);
    common.writeUInt32LE(crc32(contents), 10);
    common.writeUInt32LE(contents.length, 14);
    common.writeUInt32LE(contents.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const own = Buffer.concat([signature(LOCAL_HEADER), common, nameBytes, contents]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE((MODE << 16) >>> 0, 6);
    entry.writeUInt32LE(offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(MADE_ON_UNIX, 0);
    central.push(Buffer.concat([signature(CENTRAL_HEADER), madeBy, common, entry, nameBytes]));
    local.push(own);
    offset += own.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, signature(END_OF_CENTRAL), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
