import { expect, test } from '@jest/globals';
import { services } from '../../../rehearsal/services/registry.ts';

test.each(
  services.map((service, i) => [`${service.signingName} (${i})`, service] as const),
)('every operation of %s says what it requires, and nothing else does', (_, service) => {
  const required = Object.keys(service.authorization?.operations ?? {}).sort();
  expect(required).toEqual(Object.keys(service.operations).sort());
});

test('one service keeps the policies of callers', () => {
  expect(services.filter((service) => service.identityPolicies !== undefined)).toHaveLength(1);
});
