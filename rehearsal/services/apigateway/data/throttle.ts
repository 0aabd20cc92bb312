import type { ThrottleSettings } from '@aws-sdk/client-api-gateway';

/** Of an account in a region: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const ACCOUNT_THROTTLE = { rateLimit: 10_000, burstLimit: 5_000 };

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Token buckets by name: `burstLimit` tokens at most, `rateLimit` new ones a second of virtual time. */
export interface Throttles {
  /**
   * Takes one token. A limit that is left out does not limit.
   * @returns false when there is none
   */
  take(name: string, settings: ThrottleSettings | undefined, nowMs: number): boolean;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export function createThrottles(): Throttles {
  const buckets = new Map<string, Bucket>();
  return {
    take: (name, settings, nowMs) => {
      const { rateLimit } = settings ?? {};
      if (rateLimit === undefined) return true;
      const burst = settings?.burstLimit ?? Math.ceil(rateLimit);
      let bucket = buckets.get(name);
      if (bucket === undefined) {
        bucket = { tokens: burst, atMs: nowMs };
        buckets.set(name, bucket);
      }
      bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * rateLimit);
      bucket.atMs = nowMs;
      if (bucket.tokens < 1) return false;
      bucket.tokens--;
      return true;
    },
  };
}
