import { expect, test } from '@jest/globals';
import { failureSentence } from '../../../console/model/failure-sentence.ts';

const ALARMS =
  'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms:';
const UPDATE = 'Stack Prod-Students ended as UPDATE_ROLLBACK_COMPLETE. The following resource(s) failed to update:';

test.each<[string, string, string]>([
  [
    'an alarm that stopped a deployment',
    `${UPDATE} [ReadAliaslive1A2B3C4D]. . CodeDeploy deployment d-56JDESVJO was stopped (ALARM_ACTIVE): ${ALARMS} <Prod-read-errors>`,
    'CodeDeploy took deployment d-56JDESVJO of ReadAliaslive1A2B3C4D back: the alarm Prod-read-errors went off.',
  ],
  [
    'several alarms, in brackets of their own',
    `CodeDeploy deployment d-56JDESVJO was stopped (ALARM_ACTIVE): ${ALARMS} <one> <two>`,
    'CodeDeploy took deployment d-56JDESVJO back: the alarms one, two went off.',
  ],
  [
    'a person who stopped a deployment',
    'CodeDeploy deployment d-1 was stopped (MANUAL_STOP): The deployment has been stopped',
    'CodeDeploy deployment d-1 was stopped: a person stopped it.',
  ],
  [
    'a hook',
    `${UPDATE} [A, B]. . CodeDeploy deployment d-1 failed (HOOK_EXECUTION_FAILURE): The hook BeforeAllowTraffic failed.`,
    'CodeDeploy deployment d-1 of A and B failed: The hook BeforeAllowTraffic failed.',
  ],
  [
    'a handler, without its token and the id of the request',
    `${UPDATE} [Queue]. . Resource handler returned message: "The queue (of the name q) exists (Service: Sqs, Status Code: 400, Request ID: 1f2e-3d) (SDK Attempt Count: 1)" (RequestToken: 9b8c-7d, HandlerErrorCode: AlreadyExists)`,
    'Stack Prod-Students: Queue could not be updated: The queue (of the name q) exists.',
  ],
  [
    'a handler whose service names the error with semicolons',
    'Stack S ended as ROLLBACK_COMPLETE. The following resource(s) failed to create: [A, B, C]. . Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: X; Proxy: null)',
    'Stack S: A and 2 others could not be created: Access Denied.',
  ],
  [
    'properties that are not valid',
    `${UPDATE} [Table]. . Properties validation failed for resource Table with message:\n#/BillingMode: FREE is not a valid value`,
    'Stack Prod-Students: Table could not be updated: the properties of Table are not valid: #/BillingMode: FREE is not a valid value.',
  ],
  ['a stack that names no reason', `${UPDATE} [Api]. `, 'Stack Prod-Students: Api could not be updated.'],
  [
    'a stack that cannot be updated',
    'Stack Prod is in ROLLBACK_COMPLETE state and cannot be updated',
    'Stack Prod is in ROLLBACK_COMPLETE state and cannot be updated.',
  ],
  ['any other text', 'npm test: exit status 1', 'npm test: exit status 1.'],
  ['several lines', '1 test failed\n  at a place', '1 test failed.'],
  ['nothing', ' ', ''],
])('says in one sentence what %s says', (_, raw, sentence) => {
  expect(failureSentence(raw)).toBe(sentence);
});
