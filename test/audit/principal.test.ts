import fc from 'fast-check';
import { parsePrincipal } from '../../src/audit/principal';
import { ACCOUNT, identities, OTHER_ACCOUNT } from '../support/events';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/orders-service`;

describe('each type of identity', () => {
  it.each([
    [
      'root',
      identities.root(),
      {
        id: `arn:aws:iam::${ACCOUNT}:root`,
        type: 'Root',
        name: 'root',
        session: 'ASIAROOTEXAMPLE00001',
        mfa: true,
      },
    ],
    [
      'an IAM user',
      identities.iamUser(),
      { id: `arn:aws:iam::${ACCOUNT}:user/alice`, type: 'IAMUser', name: 'alice' },
    ],
    [
      'an assumed role: the role with its path, not the session',
      identities.assumedRole(),
      { id: ROLE, type: 'AssumedRole', name: 'orders-service', session: 'i-0abc' },
    ],
    ['a role', identities.role(), { id: `arn:aws:iam::${ACCOUNT}:role/batch`, type: 'Role', name: 'batch' }],
    [
      'a federated user: who federated it, and its name',
      identities.federatedUser(),
      { id: `arn:aws:iam::${ACCOUNT}:user/broker:carol`, type: 'FederatedUser', name: 'carol' },
    ],
    [
      'a directory user',
      identities.directory(),
      { id: 'S-1-5-21-1004336348-1177238915', type: 'Directory', name: 'CORP\\dora' },
    ],
    [
      'another account',
      identities.awsAccount(),
      { id: `${OTHER_ACCOUNT}:AIDAOUTSIDEEXAMPLE001`, type: 'AWSAccount', name: OTHER_ACCOUNT },
    ],
    [
      'a role of another account',
      identities.awsAccount({ principalId: 'AROAOUTSIDEEXAMPLE001:deploy' }),
      {
        id: `${OTHER_ACCOUNT}:AROAOUTSIDEEXAMPLE001`,
        type: 'AWSAccount',
        name: OTHER_ACCOUNT,
        session: 'deploy',
      },
    ],
    [
      'an AWS service',
      identities.awsService(),
      { id: 'backup.amazonaws.com', type: 'AWSService', name: 'backup.amazonaws.com' },
    ],
    [
      'an Identity Center user',
      identities.identityCenterUser(),
      {
        id: `arn:aws:identitystore::${ACCOUNT}:identitystore/d-9067642ac7/544894e8-80c1-707f-60e3-3ba6510dfac1`,
        type: 'IdentityCenterUser',
        name: '544894e8-80c1-707f-60e3-3ba6510dfac1',
        session: '90e292de-5eb8-446e-9602-90f7c45044f7',
        onBehalfOf: '544894e8-80c1-707f-60e3-3ba6510dfac1',
      },
    ],
    [
      'a SAML user',
      identities.samlUser(),
      { id: 'SkKmNhCiEXAMPLE=:erin@example.com', type: 'SAMLUser', name: 'erin@example.com' },
    ],
    [
      'a web identity user',
      identities.webIdentityUser(),
      { id: 'accounts.google.com:app-1:user-7', type: 'WebIdentityUser', name: 'user-7' },
    ],
    ['an identity without a type', identities.untyped(), { id: ACCOUNT, type: 'Unknown' }],
    [
      'a type nobody knows',
      { type: 'Unidentified', principalId: 'anonymous' },
      { id: 'anonymous', type: 'Unidentified' },
    ],
  ])('%s', (_what, identity, principal) => {
    expect(parsePrincipal(identity)).toEqual(principal);
  });
});

describe('the session of a role', () => {
  it('stays beside the source identity, the Identity Center user and MFA', () => {
    const { sessionContext } = identities.assumedRole() as { sessionContext: object };
    const identity = identities.assumedRole('admin', 'laptop', {
      sessionContext: {
        ...sessionContext,
        sourceIdentity: 'alice@example.com',
        attributes: { mfaAuthenticated: 'true' },
      },
      onBehalfOf: { userId: '544894e8-80c1-707f-60e3-3ba6510dfac1' },
    });
    expect(parsePrincipal(identity)).toEqual({
      id: ROLE,
      type: 'AssumedRole',
      name: 'orders-service',
      session: 'laptop',
      sourceIdentity: 'alice@example.com',
      onBehalfOf: '544894e8-80c1-707f-60e3-3ba6510dfac1',
      mfa: true,
    });
  });

  it('may hold colons', () => {
    expect(parsePrincipal(identities.assumedRole('deploy', 'run:7'))).toMatchObject({ session: 'run:7' });
  });
});

describe('the next best id', () => {
  it.each([
    ['Root without an arn', identities.root({ arn: undefined }), ACCOUNT],
    ['IAMUser without an arn', identities.iamUser('alice', { arn: undefined }), 'AIDAALICEEXAMPLE00001'],
    [
      'AssumedRole with an empty issuer',
      identities.assumedRole('orders', 's', { sessionContext: { sessionIssuer: {} } }),
      'AROAORDERSEXAMPLE0001',
    ],
    [
      'AssumedRole with its arn only',
      { type: 'AssumedRole', arn: `arn:aws-cn:sts::${ACCOUNT}:assumed-role/orders/i-0abc` },
      `arn:aws-cn:iam::${ACCOUNT}:role/orders`,
    ],
    [
      'FederatedUser without an issuer',
      identities.federatedUser('carol', { sessionContext: undefined }),
      `arn:aws:sts::${ACCOUNT}:federated-user/carol`,
    ],
    ['Directory without a principalId', identities.directory({ principalId: '' }), `${ACCOUNT}:CORP\\dora`],
    ['AWSAccount without a principalId', identities.awsAccount({ principalId: undefined }), OTHER_ACCOUNT],
    ['IdentityCenterUser without a user', identities.identityCenterUser({ onBehalfOf: null }), ACCOUNT],
    ['AWSService without a name', { type: 'AWSService' }, 'unknown'],
    ['no type, an arn', { arn: 'arn:aws:iam::1:user/x', principalId: 'p' }, 'arn:aws:iam::1:user/x'],
    ['no type, only who invoked', { invokedBy: 'rds.amazonaws.com' }, 'rds.amazonaws.com'],
    ['fields of other types', { type: 7, arn: ['x'], principalId: {}, accountId: 1 }, 'unknown'],
  ])('of %s', (_what, identity, id) => {
    expect(parsePrincipal(identity).id).toBe(id);
  });

  it('of an IAM user with the arn of a session is that arn: AWS has written such events', () => {
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/users/bob`;
    expect(parsePrincipal(identities.iamUser('bob', { arn }))).toEqual({
      id: arn,
      type: 'IAMUser',
      name: 'bob',
    });
  });
});

it.each([undefined, null, 'alice', 7, [], [{ type: 'Root' }], {}])('knows nobody in %j', (identity) => {
  expect(parsePrincipal(identity)).toEqual({ id: 'unknown', type: 'Unknown' });
});

it('gives texts for whatever stands in an identity', () => {
  const type = fc.constantFrom(
    ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService'],
    ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'Unknown', '__proto__'],
  );
  const value = fc.oneof(fc.string(), fc.jsonValue());
  const identity = fc.record(
    {
      type,
      arn: value,
      principalId: value,
      accountId: value,
      userName: value,
      invokedBy: value,
      onBehalfOf: fc.record({ userId: value, identityStoreArn: value }, { requiredKeys: [] }),
      sessionContext: fc.oneof(value, fc.record({ sessionIssuer: value, sourceIdentity: value })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(identity, (userIdentity) => {
      for (const field of Object.values(parsePrincipal(userIdentity))) {
        expect(typeof field).toBe('string');
        expect(field).not.toBe('');
      }
    }),
  );
});

describe('a service event, whose identity has no type', () => {
  it.each([
    [{ accountId: ACCOUNT, invokedBy: 'backup.amazonaws.com' }, 'backup.amazonaws.com'],
    [{ accountId: ACCOUNT }, 'dynamodb.amazonaws.com'],
  ])('is made by the service: %j', (identity, id) => {
    expect(parsePrincipal(identity, 'dynamodb.amazonaws.com')).toMatchObject({ id, type: 'AWSService' });
  });
});
