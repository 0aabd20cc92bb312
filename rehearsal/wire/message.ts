/** An AWS API request as it came, over a socket or from a client inside the process: what is signed, and nothing taken out of it. */
export interface SentRequest {
  readonly method: string;
  /** As it was sent: percent-encoded, dot segments and all. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body in its transfer encodings; empty where it was too large to be kept. */
  readonly sent: Buffer;
  /** Set where the body was larger than the endpoint takes: how many bytes it takes. */
  readonly largerThanBytes?: number;
}

/** The same, once it is known who sent it. */
export interface WireRequest extends SentRequest {
  /** Still percent-encoded; without the bucket for S3. */
  readonly path: string;
  /** Out of its transfer encodings. */
  readonly body: Buffer;
  /** S3's bucket, when the request names one. */
  readonly bucket?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}
