import { isUnchanged } from './changes.ts';
import type { ReportedDecision, ReportedFinding, SecurityReport } from './security-report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** By which services that read SARIF tell an old finding from a new one. */
const FINGERPRINT = 'constructPathAndRule/v1';
const INFORMATION_URI = 'https://github.com/cdklabs/cdk-nag';

/** The rule of a pack as SARIF names it. */
const ruleId = ({ pack, id }: { readonly pack: string; readonly id: string }): string => `${pack}::${id}`;

/**
 * The report as SARIF 2.1.0: a result for each finding, a suppression with its justification for each that is acknowledged.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 *
 * @param assembly folder of the cloud assembly, to which the locations of templates are relative
 */
export function sarifReport(report: SecurityReport, assembly: string): string {
  const { rules, findings, decisions, changes, subject } = report;
  const indexOf = new Map(rules.map((rule, index) => [ruleId(rule), index]));
  const added = new Set(changes?.added ?? []);
  const baseline = ({ fingerprint }: ReportedFinding) =>
    changes === undefined ? {} : { baselineState: added.has(fingerprint) ? 'new' : 'unchanged' };
  const entries = new Map(decisions.map((decision) => [decision.name, decision]));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Slipway policies',
            informationUri: INFORMATION_URI,
            rules: rules.map((rule) => ({
              id: ruleId(rule),
              shortDescription: { text: firstSentence(rule.description) },
              fullDescription: { text: rule.description },
              defaultConfiguration: { level: 'error' },
              properties: { pack: rule.pack },
            })),
          },
        },
        automationDetails: { id: 'slipway/policies/', description: { text: subject } },
        originalUriBaseIds: { ASSEMBLY: { description: { text: `The cloud assembly, ${assembly}` } } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ...resultOf(finding, indexOf, entries),
          ...baseline(finding),
        })),
        ...(changes === undefined || isUnchanged(changes)
          ? {}
          : {
              properties: { comparedWith: changes.against, gone: changes.gone.map(({ fingerprint }) => fingerprint) },
            }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(
  finding: ReportedFinding,
  indexOf: ReadonlyMap<string, number>,
  entries: ReadonlyMap<string, ReportedDecision>,
) {
  const { resource, pack, rule, id, detail } = finding;
  const entry = finding.acknowledgedBy === undefined ? undefined : entries.get(finding.acknowledgedBy);
  const index = indexOf.get(ruleId({ pack, id: rule }));
  return {
    ruleId: ruleId({ pack, id: rule }),
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: 'error',
    kind: 'fail',
    message: { text: detail ?? `${id} at ${resource.path}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(resource.template), uriBaseId: 'ASSEMBLY' } },
        logicalLocations: [
          {
            name: resource.logicalId,
            fullyQualifiedName: resource.path,
            kind: 'resource',
            decoratedName: resource.type,
          },
        ],
      },
    ],
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    suppressions:
      entry === undefined
        ? []
        : [
            {
              kind: 'external',
              status: 'accepted',
              justification: entry.reason,
              properties: { entry: entry.name, owner: entry.owner, expires: entry.expires, evidence: entry.evidence },
            },
          ],
    properties: { finding: id, stack: resource.stack },
  };
}

/** What comes before the ids of controls, or before the first full stop. */
function firstSentence(text: string): string {
  return /^(.*?)(?: - \(Control IDs|\. |\.$|$)/s.exec(text)?.[1] ?? text;
}
