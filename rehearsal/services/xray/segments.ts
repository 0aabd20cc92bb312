import { z } from 'zod';
import type { Kernel, Scope } from '../../kernel/service.ts';

/* https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */

const document = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  trace_id: z.string().regex(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  name: z.string().min(1),
  start_time: z.number(),
  end_time: z.number().optional(),
  in_progress: z.boolean().optional(),
  parent_id: z.string().optional(),
  fault: z.boolean().optional(),
  error: z.boolean().optional(),
  throttle: z.boolean().optional(),
  annotations: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  resource_arn: z.string().optional(),
  origin: z.string().optional(),
  user: z.string().optional(),
  http: z
    .looseObject({
      request: z
        .looseObject({
          url: z.string().optional(),
          method: z.string().optional(),
          user_agent: z.string().optional(),
          client_ip: z.string().optional(),
        })
        .optional(),
      response: z.looseObject({ status: z.number().optional() }).optional(),
    })
    .optional(),
});
export type SegmentDocument = z.infer<typeof document>;

/** Why a document cannot be taken. */
export interface Refused {
  readonly id: string | undefined;
  readonly code: string;
  readonly message: string;
}

/** Reads a segment or an independent subsegment. */
export function parseSegment(text: string): { readonly segment: SegmentDocument } | { readonly refused: Refused } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { refused: { id: undefined, code: 'ParseError', message: 'Invalid segment. ErrorCode: ParseError' } };
  }
  const parsed = document.safeParse(json);
  if (parsed.success && (parsed.data.end_time !== undefined || parsed.data.in_progress === true))
    return { segment: parsed.data };
  const id = z.looseObject({ id: z.string() }).safeParse(json).data?.id;
  const [issue] = parsed.error?.issues ?? [];
  const what = issue === undefined ? 'MissingEndTime' : `Invalid ${issue.path.join('.') || 'document'}`;
  return { refused: { id, code: 'InvalidSegment', message: `Invalid segment. ErrorCode: ${what}` } };
}

const statements = new WeakMap<object, ReturnType<typeof prepare>>();

function prepare({ store: { database } }: Kernel) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS xray_segments (
      scope TEXT NOT NULL, trace TEXT NOT NULL, id TEXT NOT NULL, start REAL NOT NULL, received INTEGER NOT NULL,
      document TEXT NOT NULL, PRIMARY KEY (scope, trace, id)
    );
    CREATE INDEX IF NOT EXISTS xray_segments_by_time ON xray_segments (scope, start);
  `);
  return {
    put: database.prepare('INSERT OR REPLACE INTO xray_segments VALUES (?, ?, ?, ?, ?, ?)'),
    ofTrace: database.prepare('SELECT document FROM xray_segments WHERE scope = ? AND trace = ? ORDER BY start'),
    traces: database.prepare('SELECT DISTINCT trace FROM xray_segments WHERE scope = ? AND start >= ? AND start < ?'),
  };
}

function sqlOf(kernel: Kernel) {
  const known = statements.get(kernel.store) ?? prepare(kernel);
  statements.set(kernel.store, known);
  return known;
}

const name = (scope: Scope) => `${scope.account}/${scope.region}`;

/** A segment that is sent again, as when it was in progress before, takes the place of the earlier one. */
export function putSegment(scope: Scope, segment: SegmentDocument): void {
  const { trace_id: trace, id, start_time: start } = segment;
  sqlOf(scope).put.run(name(scope), trace, id, start, scope.clock.now(), JSON.stringify(segment));
}

export const segmentsOf = (scope: Scope, traceId: string): SegmentDocument[] =>
  sqlOf(scope)
    .ofTrace.all(name(scope), traceId)
    .map((row) => document.parse(JSON.parse(String(row.document))));

/** Traces with a segment that began in this span of time. */
export const tracesBetween = (scope: Scope, startMs: number, endMs: number): string[] =>
  sqlOf(scope)
    .traces.all(name(scope), startMs / 1000, endMs / 1000)
    .map((row) => String(row.trace));

export const createTables = (kernel: Kernel): void => {
  sqlOf(kernel);
};
