/** Names as they were sent, in their order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request to a deployed API. */
export interface Call {
  readonly method: string;
  /** Without the stage; still percent-encoded; begins with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: HeaderList;
  /** By name in lower case, the last value of each. */
  readonly header: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Such as `HTTP/1.1`. */
  readonly protocol: string;
  /** The rehearsal's own: the chain of work that waits when a function does. */
  readonly task: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Buffer;
}

/** The media type of a content type, without its parameters, in lower case. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html */
export const isBinary = (binaryMediaTypes: readonly string[], contentType: string | undefined): boolean =>
  binaryMediaTypes.some((type) => type === '*/*' || type.toLowerCase() === mediaType(contentType));
