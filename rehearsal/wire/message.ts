/** An AWS API request, however it arrived: over a socket or from a client inside the process. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded; without the bucket for S3. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What was signed: path and query as they were sent, and the body in its transfer encodings. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly sent: Buffer;
  /** S3's bucket, when the request names one. */
  readonly bucket?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}
