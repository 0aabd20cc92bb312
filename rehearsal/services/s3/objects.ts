import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type * as sdk from '@aws-sdk/client-s3';
import { prepared } from '../../kernel/prepared.ts';
import type { Kernel } from '../../kernel/service.ts';

/** Headers that an object keeps, in the form of the API's members. */
export interface ObjectHeaders {
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ExpiresString?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly StorageClass?: sdk.StorageClass | undefined;
  readonly ServerSideEncryption?: sdk.ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}
export type Checksums = Readonly<Record<string, string>>;

/** One version of an object, or a delete marker. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  /** `null` for objects of a bucket without versioning. */
  readonly version: string;
  /** Grows with each write: the highest of a key is its current version. */
  readonly sequence: number;
  readonly deleteMarker: boolean;
  readonly size: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  /** Sizes of the parts of a multipart upload. */
  readonly parts?: readonly number[] | undefined;
  /** Under the store's folder `s3`; absent for a delete marker. */
  readonly file?: string | undefined;
}
export type NewObject = Omit<StoredObject, 'sequence'>;

export function createObjectTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_objects (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, latest INTEGER NOT NULL,
      delete_marker INTEGER NOT NULL, detail TEXT NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS s3_objects_version ON s3_objects (bucket, key, version);
    CREATE INDEX IF NOT EXISTS s3_objects_key ON s3_objects (bucket, key, sequence DESC);
    CREATE INDEX IF NOT EXISTS s3_objects_latest ON s3_objects (bucket, key) WHERE latest = 1 AND delete_marker = 0;
  `);
}

type Row = Record<string, unknown>;
function fromRow(row: Row): StoredObject {
  const detail: NewObject = JSON.parse(String(row.detail));
  return { ...detail, sequence: Number(row.sequence) };
}
const SELECT = 'SELECT sequence, detail FROM s3_objects';

/** The current version, be it a delete marker. */
export function latestOf(kernel: Kernel, bucket: string, key: string): StoredObject | undefined {
  const row = prepared(kernel.store, `${SELECT} WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1`).get(
    bucket,
    key,
  );
  return row === undefined ? undefined : fromRow(row);
}
export function versionOf(kernel: Kernel, bucket: string, key: string, version: string): StoredObject | undefined {
  const row = prepared(kernel.store, `${SELECT} WHERE bucket = ? AND key = ? AND version = ?`).get(
    bucket,
    key,
    version,
  );
  return row === undefined ? undefined : fromRow(row);
}
export function isEmpty(kernel: Kernel, bucket: string): boolean {
  return prepared(kernel.store, 'SELECT 1 FROM s3_objects WHERE bucket = ? LIMIT 1').get(bucket) === undefined;
}

/** Current objects (no delete markers) in the order of their keys, from `from` on. Takes some at a time. */
export function currentFrom(
  kernel: Kernel,
  bucket: string,
  from: string,
  inclusive: boolean,
  limit: number,
): StoredObject[] {
  return prepared(
    kernel.store,
    `${SELECT} WHERE bucket = ? AND key ${inclusive ? '>=' : '>'} ? AND latest = 1 AND delete_marker = 0 ORDER BY key LIMIT ?`,
  )
    .all(bucket, from, limit)
    .map(fromRow);
}
/** All versions and markers, newest first within a key, after the position (`key`, `sequence`). */
export function versionsFrom(
  kernel: Kernel,
  bucket: string,
  key: string,
  sequence: number,
  limit: number,
): StoredObject[] {
  return prepared(
    kernel.store,
    `${SELECT} WHERE bucket = ? AND (key > ? OR (key = ? AND sequence < ?)) ORDER BY key, sequence DESC LIMIT ?`,
  )
    .all(bucket, key, key, sequence, limit)
    .map(fromRow);
}

/**
 * Stores a version as the current one. A version of the same id (`null` in a bucket without versioning) is replaced.
 * @returns the stored version; the file of the replaced one is gone
 */
export function putVersion(kernel: Kernel, object: NewObject): StoredObject {
  const { store } = kernel;
  let replaced: StoredObject | undefined;
  const stored = store.transaction(() => {
    replaced = versionOf(kernel, object.bucket, object.key, object.version);
    if (replaced !== undefined) removeRow(kernel, replaced);
    prepared(store, 'UPDATE s3_objects SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1').run(
      object.bucket,
      object.key,
    );
    const { lastInsertRowid } = prepared(
      store,
      'INSERT INTO s3_objects (bucket, key, version, latest, delete_marker, detail) VALUES (?, ?, ?, 1, ?, ?)',
    ).run(object.bucket, object.key, object.version, object.deleteMarker ? 1 : 0, JSON.stringify(object));
    return { ...object, sequence: Number(lastInsertRowid) };
  });
  if (replaced?.file !== undefined && replaced.file !== object.file) removeFile(kernel, replaced.file);
  return stored;
}

/** Changes what can change of a stored version: its tags. */
export function updateVersion(kernel: Kernel, object: StoredObject): void {
  const { sequence, ...detail } = object;
  prepared(kernel.store, 'UPDATE s3_objects SET detail = ? WHERE sequence = ?').run(JSON.stringify(detail), sequence);
}

/** Removes one version for good; the one before it becomes the current one. */
export function removeVersion(kernel: Kernel, object: StoredObject): void {
  kernel.store.transaction(() => {
    removeRow(kernel, object);
    prepared(
      kernel.store,
      `UPDATE s3_objects SET latest = 1 WHERE sequence =
        (SELECT max(sequence) FROM s3_objects WHERE bucket = ? AND key = ?)`,
    ).run(object.bucket, object.key);
  });
  if (object.file !== undefined) removeFile(kernel, object.file);
}
function removeRow(kernel: Kernel, object: StoredObject): void {
  prepared(kernel.store, 'DELETE FROM s3_objects WHERE sequence = ?').run(object.sequence);
}

/** Writes the bytes of an object to a file of their own; the row that names it is written afterwards. */
export function writeBytes(kernel: Kernel, bytes: Uint8Array): string {
  const name = randomUUID();
  const file = join(name.slice(0, 2), name);
  const path = join(kernel.store.folder('s3'), file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return file;
}
export function readBytes(kernel: Kernel, file: string): Buffer {
  return readFileSync(join(kernel.store.folder('s3'), file));
}
export function removeFile(kernel: Kernel, file: string): void {
  rmSync(join(kernel.store.folder('s3'), file), { force: true });
}
