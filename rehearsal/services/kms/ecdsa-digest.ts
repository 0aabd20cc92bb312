import { createECDH, type KeyObject, randomBytes } from 'node:crypto';
import { z } from 'zod';

/*
 * ECDSA over a digest that somebody else has made. Node signs and verifies messages only, which it hashes itself; its ECDH gives
 * the multiples of a curve's generator that the algorithm needs. FIPS 186-5, section 6.4.
 */

interface Curve {
  /** Node's name. */
  readonly name: string;
  /** Order of the generator. */
  readonly order: bigint;
  /** Bytes of a coordinate. */
  readonly bytes: number;
}

/** https://www.secg.org/sec2-v2.pdf */
const CURVES: Readonly<Record<string, Curve>> = {
  'P-256': {
    name: 'prime256v1',
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    bytes: 32,
  },
  'P-384': {
    name: 'secp384r1',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    bytes: 48,
  },
  secp256k1: {
    name: 'secp256k1',
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    bytes: 32,
  },
};

const jwk = z.object({ crv: z.string(), d: z.string() });

/** The signature of a digest, in DER; undefined where the key's curve is not known here. */
export function signDigest(privateKey: KeyObject, digest: Uint8Array): Buffer | undefined {
  const key = read(privateKey);
  if (key === undefined) return undefined;
  const { curve, secret } = key;
  const n = curve.order;
  for (;;) {
    const k = (toNumber(randomBytes(curve.bytes + 8)) % (n - 1n)) + 1n;
    const r = abscissa(curve, k) % n;
    const s = mod(inverse(k, n) * (truncated(digest, n) + r * secret), n);
    if (r !== 0n && s !== 0n) return encode(r, s);
  }
}

/**
 * Whether a signature is that of a digest; undefined where the key's curve is not known here. Who holds the private key d need
 * not add points: u1 G + u2 Q is (u1 + u2 d) G.
 */
export function verifyDigest(privateKey: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean | undefined {
  const key = read(privateKey);
  if (key === undefined) return undefined;
  const { curve, secret } = key;
  const n = curve.order;
  const pair = decode(Buffer.from(signature));
  if (pair === undefined) return false;
  const [r, s] = pair;
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
  const w = inverse(s, n);
  const factor = mod(truncated(digest, n) * w + r * w * secret, n);
  return factor !== 0n && abscissa(curve, factor) % n === r;
}

function read(privateKey: KeyObject): { readonly curve: Curve; readonly secret: bigint } | undefined {
  if (privateKey.asymmetricKeyType !== 'ec') return undefined;
  const { crv, d } = jwk.parse(privateKey.export({ format: 'jwk' }));
  const curve = CURVES[crv];
  return curve === undefined ? undefined : { curve, secret: toNumber(Buffer.from(d, 'base64url')) };
}

/** The x coordinate of a multiple of the generator. */
function abscissa(curve: Curve, factor: bigint): bigint {
  const ecdh = createECDH(curve.name);
  ecdh.setPrivateKey(Buffer.from(factor.toString(16).padStart(curve.bytes * 2, '0'), 'hex'));
  // Uncompressed: 4, x, y.
  return toNumber(ecdh.getPublicKey().subarray(1, 1 + curve.bytes));
}

/** The leftmost bits of the digest, as many as the order has. */
function truncated(digest: Uint8Array, order: bigint): bigint {
  const excess = digest.byteLength * 8 - order.toString(2).length;
  const whole = toNumber(Buffer.from(digest));
  return excess > 0 ? whole >> BigInt(excess) : whole;
}

const toNumber = (bytes: Buffer): bigint => BigInt(`0x0${bytes.toString('hex')}`);
const mod = (value: bigint, n: bigint): bigint => ((value % n) + n) % n;

/** By Euclid's extended algorithm. */
function inverse(value: bigint, n: bigint): bigint {
  let [a, b, x, y] = [mod(value, n), n, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return mod(x, n);
}

/** SEQUENCE { INTEGER r, INTEGER s } */
function encode(...numbers: readonly bigint[]): Buffer {
  const integers = numbers.map((number) => {
    const digits = number.toString(16);
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
    // A leading one would be a minus.
    const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
    return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function decode(der: Buffer): readonly [bigint, bigint] | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const integers: bigint[] = [];
  let at = 2;
  while (at < der.length) {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || bytes.length !== length) return undefined;
    integers.push(toNumber(bytes));
    at += 2 + length;
  }
  const [r, s] = integers;
  return r === undefined || s === undefined || integers.length > 2 ? undefined : [r, s];
}
