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
import { AssetManifest, AssetPublishing, DefaultAwsClient, DestinationPattern } from '@aws-cdk/cdk-assets-lib';

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

/** What each manifest has to publish. Two stages of one account have the same assets: the first publishes them. */
function withoutRepetition(manifestFiles) {
  const seen = new Set();
  return manifestFiles.flatMap((file) => {
    const manifest = AssetManifest.fromFile(file);
    const first = manifest.entries.map((entry) => entry.id).filter((id) => !seen.has(id.toString()));
    for (const id of first) {
      seen.add(id.toString());
    }
    const patterns = first.map((id) => new DestinationPattern(id.assetId, id.destinationId));
    return patterns.length === 0
      ? []
      : [{ name: path.basename(file, MANIFEST_SUFFIX), manifest: manifest.select(patterns) }];
  });
}

async function publish({ name, manifest }, aws) {
  const publishing = new AssetPublishing(manifest, {
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
const failures = (await Promise.all(withoutRepetition(manifests).map((one) => publish(one, aws)))).flat();
for (const { asset, error } of failures) {
  console.error(`FAILED: ${asset.id}: ${error.stack ?? error.message}`);
}
process.exitCode = failures.length === 0 ? 0 : 1;
