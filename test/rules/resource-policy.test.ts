import fc from 'fast-check';
import { allowsOutsiders } from '../../src/rules/resource-policy';

const OWN = '111122223333';
const allow = (principal: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...principal }],
});

it.each([
  ['everyone', allow({ Principal: '*' })],
  ['every AWS principal', allow({ Principal: { AWS: '*' } })],
  ['another account by its id', allow({ Principal: { AWS: '444455556666' } })],
  ['another account by its root', allow({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })],
  ['one outsider among insiders', allow({ Principal: { AWS: [OWN, 'arn:aws:iam::444455556666:role/x'] } })],
  ['everyone but one', allow({ NotPrincipal: { AWS: OWN } })],
  ['a single statement, not in a list', { Statement: { Effect: 'Allow', Principal: '*' } }],
  [
    'everyone under a condition',
    allow({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  ],
])('allows outsiders: %s', (_who, policy) => {
  expect(allowsOutsiders(policy, OWN)).toBe(true);
  expect(allowsOutsiders(JSON.stringify(policy), OWN)).toBe(true);
});

it.each([
  ['the own account', allow({ Principal: { AWS: [OWN, `arn:aws:iam::${OWN}:role/x`] } })],
  ['a denial of everyone', { Statement: [{ Effect: 'Deny', Principal: '*' }] }],
  ['a service', allow({ Principal: { Service: 'backup.amazonaws.com' } })],
  ['a deleted principal', allow({ Principal: { AWS: 'AIDAEXAMPLE' } })],
  ['nobody', allow({})],
  ['no statement', { Version: '2012-10-17' }],
])('allows no outsiders: %s', (_who, policy) => {
  expect(allowsOutsiders(policy, OWN)).toBe(false);
});

it.each([
  '',
  '{"Statement":[{"Effect":"Allow","Princ',
  'HIDDEN_DUE_TO_SECURITY_REASONS',
  '[]',
  'null',
  7,
  null,
  undefined,
])('reads nothing in %j', (policy) => {
  expect(allowsOutsiders(policy, OWN)).toBe(false);
});

it('knows no outsiders of an unknown account, but everyone', () => {
  expect(allowsOutsiders(allow({ Principal: { AWS: '444455556666' } }), undefined)).toBe(false);
  expect(allowsOutsiders(allow({ Principal: '*' }), undefined)).toBe(true);
});

it('takes any JSON', () => {
  const statement = fc.record({ Effect: fc.constant('Allow'), Principal: fc.jsonValue() });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.json(), fc.record({ Statement: statement })), (policy) => {
      expect(typeof allowsOutsiders(policy, OWN)).toBe('boolean');
    }),
  );
});
