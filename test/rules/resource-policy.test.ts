import fc from 'fast-check';
import { analyzePolicy, type PolicyOwner } from '../../src/rules/resource-policy';

const OWN = '111122223333';
const FOREIGN = '444455556666';
const ORGANIZATION = 'o-aaaaaaaaaa';
const owner: PolicyOwner = { isForeign: (account) => account !== OWN, organizationId: undefined };

const allow = (statement: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...statement }],
});
const everyoneIf = (Condition: object): object => allow({ Principal: '*', Condition });

it.each([
  ['everyone', allow({ Principal: '*' })],
  ['every AWS principal', allow({ Principal: { AWS: '*' } })],
  ['everyone but one', allow({ NotPrincipal: { AWS: OWN } })],
  ['a single statement, not in a list', { Statement: { Effect: 'Allow', Principal: '*' } }],
  ['a condition on something else', everyoneIf({ Bool: { 'aws:SecureTransport': 'true' } })],
  [
    'a condition that lets calls without the key through',
    everyoneIf({ StringEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION } }),
  ],
  ['an organization that may be any', everyoneIf({ StringLike: { 'aws:PrincipalOrgID': '*' } })],
  ['any VPC endpoint', everyoneIf({ StringLike: { 'aws:SourceVpce': 'vpce-*' } })],
])('is public: %s', (_who, policy) => {
  expect(analyzePolicy(policy, owner).isPublic).toBe(true);
  expect(analyzePolicy(JSON.stringify(policy), owner).isPublic).toBe(true);
});

it.each([
  ['by organization', everyoneIf({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })],
  ['by an organization of any id', everyoneIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })],
  ['by the own account', everyoneIf({ StringEquals: { 'aws:SourceAccount': OWN } })],
  [
    'by a principal of the own account',
    everyoneIf({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } }),
  ],
  ['by VPC endpoint', everyoneIf({ StringEquals: { 'aws:sourceVpce': 'vpce-1' } })],
])('is not public where everyone is bounded %s', (_how, policy) => {
  expect(analyzePolicy(policy, owner)).toMatchObject({ isPublic: false, foreignAccounts: [] });
});

it.each([
  ['by id', allow({ Principal: { AWS: FOREIGN } })],
  ['by its root', allow({ Principal: { AWS: `arn:aws:iam::${FOREIGN}:root` } })],
  ['beside an own one', allow({ Principal: { AWS: [OWN, `arn:aws:iam::${FOREIGN}:role/x`] } })],
  ['as the bound of everyone', everyoneIf({ StringEquals: { 'aws:PrincipalAccount': [OWN, FOREIGN] } })],
])('finds a foreign account %s', (_how, policy) => {
  expect(analyzePolicy(policy, owner).foreignAccounts).toEqual([FOREIGN]);
});

it.each([
  ['the own account', allow({ Principal: { AWS: [OWN, `arn:aws:iam::${OWN}:role/x`] } })],
  ['a denial of everyone', { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'dynamodb:PutItem' }] }],
  ['a service that copies nothing', allow({ Principal: { Service: 'backup.amazonaws.com' } })],
  ['a deleted principal', allow({ Principal: { AWS: 'AIDAEXAMPLE' } })],
  ['nobody', allow({})],
])('finds nothing in %s', (_what, policy) => {
  expect(analyzePolicy(policy, owner)).toEqual({
    isUnreadable: false,
    isPublic: false,
    foreignAccounts: [],
    unknownOrganizations: [],
    foreignOrganizations: [],
    copyingServices: [],
    locksEveryoneOut: false,
  });
});

describe('an organization', () => {
  const policy = everyoneIf({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } });

  it.each([
    [undefined, { unknownOrganizations: [ORGANIZATION], foreignOrganizations: [] }],
    [ORGANIZATION, { unknownOrganizations: [], foreignOrganizations: [] }],
    ['o-bbbbbbbbbb', { unknownOrganizations: [], foreignOrganizations: [ORGANIZATION] }],
  ])('is judged by the own one: %s', (organizationId, expected) => {
    expect(analyzePolicy(policy, { ...owner, organizationId })).toMatchObject(expected);
  });
});

describe('a service that copies data', () => {
  const service = 'replication.dynamodb.amazonaws.com';
  const forAccount = (account: string) =>
    allow({ Principal: { Service: service }, Condition: { StringEquals: { 'aws:SourceAccount': account } } });

  it.each([
    ['for a foreign account', forAccount(FOREIGN), [{ service, account: FOREIGN }]],
    ['for any account', allow({ Principal: { Service: service } }), [{ service, account: 'any' }]],
    ['for the own account', forAccount(OWN), []],
  ])('is found where it works %s', (_whom, policy, copyingServices) => {
    expect(analyzePolicy(policy, owner)).toMatchObject({ copyingServices });
  });
});

describe('a denial of everyone', () => {
  const deny = (statement: object) => ({
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'dynamodb:*', ...statement }],
  });

  it.each([{}, { Action: ['dynamodb:GetItem', '*'] }, { Principal: { AWS: '*' } }, { Condition: {} }])(
    'locks everyone out: %j',
    (statement) => {
      expect(analyzePolicy(deny(statement), owner).locksEveryoneOut).toBe(true);
    },
  );

  it.each([
    { Action: 'dynamodb:DeleteTable' },
    { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Principal: undefined, NotPrincipal: { AWS: OWN } },
  ])('does not where it leaves something: %j', (statement) => {
    expect(analyzePolicy(deny(statement), owner).locksEveryoneOut).toBe(false);
  });
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
  { Version: '2012-10-17' },
])('says that it cannot read %j', (policy) => {
  expect(analyzePolicy(policy, owner).isUnreadable).toBe(true);
});

it('takes any JSON', () => {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.jsonValue(),
    Condition: fc.oneof(fc.jsonValue(), fc.constant({ StringEquals: { 'aws:SourceAccount': [7] } })),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.json(), fc.record({ Statement: statement })), (policy) => {
      expect(typeof analyzePolicy(policy, owner).isPublic).toBe('boolean');
    }),
  );
});
