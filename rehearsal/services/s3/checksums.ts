import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { badDigest } from './errors.ts';
import type { Checksums } from './objects.ts';

/* https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});
function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  ChecksumCRC32: (bytes) => word(crc32(bytes)),
  ChecksumCRC32C: (bytes) => word(crc32c(bytes)),
  ChecksumSHA1: (bytes) => createHash('sha1').update(bytes).digest(),
  ChecksumSHA256: (bytes) => createHash('sha256').update(bytes).digest(),
};
/** Every checksum member of the API. CRC64NVME is kept as the client sent it: it is not computed here. */
const MEMBERS = [...Object.keys(ALGORITHMS), 'ChecksumCRC64NVME'];

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/**
 * The checksums that an object keeps: those that came with it, which must be right, or the one that was asked for.
 * @throws ServiceError BadDigest
 */
export function acceptChecksums(
  bytes: Uint8Array,
  input: Readonly<Record<string, unknown>> & {
    readonly ContentMD5?: string | undefined;
    readonly ChecksumAlgorithm?: string | undefined;
  },
): Checksums {
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== Buffer.from(md5(bytes), 'hex').toString('base64'))
    throw badDigest('Content-MD5');
  const kept: Record<string, string> = {};
  for (const member of MEMBERS) {
    const given = input[member];
    if (typeof given !== 'string') continue;
    const compute = ALGORITHMS[member];
    if (compute !== undefined && compute(bytes).toString('base64') !== given)
      throw badDigest(member.replace('Checksum', ''));
    kept[member] = given;
  }
  const asked = `Checksum${input.ChecksumAlgorithm ?? 'CRC32'}`;
  const compute = ALGORITHMS[asked];
  if (Object.keys(kept).length === 0 && compute !== undefined) kept[asked] = compute(bytes).toString('base64');
  return kept;
}

/** The checksum of a multipart object: that of its parts' checksums, with their number. */
export function compositeChecksums(parts: readonly Checksums[]): Checksums {
  const composite: Record<string, string> = {};
  for (const [member, compute] of Object.entries(ALGORITHMS)) {
    const given = parts.flatMap((part) => part[member] ?? []);
    if (given.length !== parts.length) continue;
    const joined = Buffer.concat(given.map((one) => Buffer.from(one, 'base64')));
    composite[member] = `${compute(joined).toString('base64')}-${parts.length}`;
  }
  return composite;
}
