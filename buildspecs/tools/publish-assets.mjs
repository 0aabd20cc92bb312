/**
 * Publishes all assets of a cloud assembly, those of its nested assemblies included, in parallel.
 *
 *   node publish-assets.mjs <cloud assembly directory>
 *
 * Where an asset goes and which role publishes it stand in its asset manifest. What is there already is skipped.
 * https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cdk-assets-lib
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AssetManifest, AssetPublishing, DefaultAwsClient } from '@aws-cdk/cdk-assets-lib';

const MANIFEST_SUFFIX = '.assets.json';
/** Cloud assemblies of stages; anything else in the directory, such as an unpacked asset, is not ours to read. */
const NESTED_ASSEMBLY_PREFIX = 'assembly-';

async function findManifests(directory) {
  const entries = await readdir(directory, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) => {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory() && entry.name.startsWith(NESTED_ASSEMBLY_PREFIX)) {
        return findManifests(file);
      }
      return entry.isFile() && entry.name.endsWith(MANIFEST_SUFFIX) ? [file] : [];
    }),
  );
  return nested.flat();
}

async function publish(manifestFile, aws) {
  const name = path.basename(manifestFile, MANIFEST_SUFFIX);
  const publishing = new AssetPublishing(AssetManifest.fromFile(manifestFile), {
    aws,
    publishInParallel: true,
    throwOnError: false,
    progressListener: { onPublishEvent: (type, event) => console.log(`${name}: ${type}: ${event.message}`) },
  });
  await publishing.publish();
  return publishing.failures;
}

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  throw new Error('no directory is named; give the cloud assembly: publish-assets.mjs <directory>');
}
const manifests = await findManifests(directory);
if (manifests.length === 0) {
  throw new Error(`'${directory}' holds no *${MANIFEST_SUFFIX}; give the directory that 'cdk synth' wrote`);
}
const aws = new DefaultAwsClient();
const failures = (await Promise.all(manifests.map((manifest) => publish(manifest, aws)))).flat();
for (const { asset, error } of failures) {
  console.error(`FAILED: ${asset.id}: ${error.stack ?? error.message}`);
}
process.exitCode = failures.length === 0 ? 0 : 1;
