import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';

/* Real time, not the rehearsal's: TLS clients check validity against the machine's clock. */
const DAY_MS = 24 * 3600 * 1000;
const VALID_MS = 365 * DAY_MS;

interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** The certificate of a server of that name, signed by this rehearsal's own authority; made when it is first asked for. */
  contextFor(serverName: string): Promise<SecureContext>;
}

const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const validity = () => ({
  notBeforeDate: new Date(Date.now() - DAY_MS),
  notAfterDate: new Date(Date.now() + VALID_MS),
});

/** The library takes a tenth of a second to load: only for a certificate that has to be made. */
const library = async () => (await import('selfsigned')).default;

async function makeAuthority(): Promise<KeyPair> {
  const made = await (await library()).generate([{ name: 'commonName', value: 'Slipway rehearsal' }], {
    ...EC,
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/**
 * @param file PEM file of the authority's certificate; its private key is kept beside it, readable by its owner only. Both
 * are made when they are missing.
 */
export async function openCertificates(file: string): Promise<Certificates> {
  const keyFile = `${file}.key`;
  if (!existsSync(file) || !existsSync(keyFile)) {
    const made = await makeAuthority();
    writeFileSync(keyFile, made.key, { mode: 0o600 });
    writeFileSync(file, made.cert);
  }
  const authority: KeyPair = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8') };
  const contexts = new Map<string, Promise<SecureContext>>();
  const make = async (serverName: string) => {
    const made = await (await library()).generate([{ name: 'commonName', value: serverName.slice(0, 64) }], {
      ...EC,
      ...validity(),
      ca: authority,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: serverName }] },
      ],
    });
    return createSecureContext({ key: made.private, cert: made.cert });
  };
  return {
    contextFor: (serverName) => {
      const known = contexts.get(serverName) ?? make(serverName);
      contexts.set(serverName, known);
      return known;
    },
  };
}
