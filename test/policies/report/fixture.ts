import type { Evidence, JudgedResource } from '../../../policies/evidence.ts';
import { type SecurityReport, securityReport } from '../../../policies/report/security-report.ts';

const resource = (path: string, type: string, template = 'App.template.json'): JudgedResource => ({
  path,
  stack: template === 'App.template.json' ? 'App' : `${path.split('/')[1]}-Stack`,
  logicalId: path.replaceAll('/', ''),
  template,
  type,
});
const staged = (stage: string) =>
  resource(`App/${stage}/Table/Resource`, 'AWS::DynamoDB::Table', `assembly-App-${stage}/Stack.template.json`);
const counts = { notApplicable: 0, compliant: 0, finding: 0, error: 0 };

export const BACKUP = 'Pack::Pack-Backup';
export const WILDCARD = 'Pack::Pack-Wildcard[Resource::<Bucket.Arn>/"a,b"/*]';
export const DECISION = {
  entry: 'restored-otherwise',
  reason: 'It can be <restored> to any second.',
  owner: 'Somebody',
  expires: '2027-01-31',
  evidence: 'https://example.com/restore?a=1&b=2',
};

/** Two stages with a table whose finding is acknowledged, and a bucket whose policy has an open one. */
export const EVIDENCE: Evidence = {
  resources: [staged('Beta'), staged('Prod'), resource('App/Bucket/Policy', 'AWS::S3::BucketPolicy')],
  packs: [
    {
      name: 'Pack',
      rules: [
        { ...counts, id: 'Pack-Backup', description: 'Tables are backed up. Or else.', notApplicable: 1, finding: 2 },
        { ...counts, id: 'Pack-Wildcard', description: 'Nothing is wild.', notApplicable: 2, finding: 1 },
        { ...counts, id: 'Pack-Tls', description: 'TLS only.', notApplicable: 2, compliant: 1 },
        { ...counts, id: 'Pack-Queues', description: 'About queues.', notApplicable: 3 },
      ],
    },
  ],
  findings: [
    { id: WILDCARD, path: 'App/Bucket/Policy', detail: '=Everything | below "a,b"' },
    { id: BACKUP, path: 'App/Prod/Table/Resource', acknowledged: DECISION },
    { id: BACKUP, path: 'App/Beta/Table/Resource', acknowledged: DECISION },
  ],
};

export const report = (evidence: Evidence = EVIDENCE, subject = 'slipway 1.0.0, commit abc'): SecurityReport =>
  securityReport(evidence, { subject, day: '2026-11-24' });

/** The same evidence without the findings of an id. */
export const without = (id: string): Evidence => ({
  ...EVIDENCE,
  findings: EVIDENCE.findings.filter((finding) => finding.id !== id),
});
