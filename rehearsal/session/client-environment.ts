import type { EndpointProcess } from './endpoint-process.ts';

const KEPT = ['PATH', 'LANG', 'TERM', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'TMPDIR'];

/** The environment of a client of the endpoint: what `slipway endpoint` prints, and nothing else that has to do with AWS. */
export function clientEnvironment(endpoint: EndpointProcess, home: string): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...kept,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
    AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey,
    AWS_REGION: endpoint.region,
    AWS_DEFAULT_REGION: endpoint.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}
