import { type CloudTrailEvent, identities, OTHER_ACCOUNT, tableArn } from '../../test/support/events';

/** An account of the company whose trail has no log file validation. */
export const SANDBOX_ACCOUNT = '777788889999';
/** An account that has nothing to do with the company. */
export const STRANGE_ACCOUNT = OTHER_ACCOUNT;
export const SECOND_REGION = 'eu-west-1';
export const TRAIL_NAME = 'management-events';
export const BUCKET = 'demo-trail';

export const CUSTOMERS = tableArn('Customers');
/** Created on 2026-03-14T00:00:00Z. */
export const BACKUP = `${CUSTOMERS}/backup/01773446400000-4d5e6f70`;

/** Where a call came from. */
type From = Readonly<Record<'sourceIPAddress' | 'userAgent', string>>;

/** The network of somebody who found an access key. */
export const INTRUDER: From = {
  sourceIPAddress: '203.0.113.66',
  userAgent: 'Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#6.1.0 lang/python#3.12.3',
};
/** The network where the builds of the company run. */
export const BUILDS: From = {
  sourceIPAddress: '198.51.100.40',
  userAgent: 'aws-sdk-js/3.1104.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.19.0 api/dynamodb#3.1104.0',
};
/** The office of the company, where people use the console. */
export const OFFICE: From = {
  sourceIPAddress: '198.51.100.7',
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.3 Safari/605.1.15',
};

export const buildAgent = identities.iamUser('build-agent', {
  principalId: 'AIDABUILDEXAMPLE00001',
  accessKeyId: 'AKIABUILDEXAMPLE0001',
});
export const dataAdmin = identities.assumedRole('data-admin', 'build-agent', {
  accessKeyId: 'ASIADATAADMINEXAMPLE',
});
export const deployer = identities.assumedRole('deploy', 'release-42', {
  accessKeyId: 'ASIADEPLOYEXAMPLE001',
});
export const orders = identities.assumedRole('orders-service', 'i-0abc');

const issuer = (name: string, principalId: string) => ({
  type: 'Role',
  principalId,
  arn: `arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/${name}`,
  accountId: '111122223333',
  userName: name,
});

/** A person who came through IAM Identity Center, and uses the console. */
function person(role: string, session: string, principalId: string, accessKeyId: string): CloudTrailEvent {
  return identities.assumedRole(role, session, {
    principalId: `${principalId}:${session}`,
    accessKeyId,
    sessionContext: {
      sessionIssuer: issuer(role, principalId),
      attributes: { creationDate: '2026-03-13T07:58:02Z', mfaAuthenticated: 'false' },
    },
  });
}

export const support = person(
  'AWSReservedSSO_Support_0a1b2c3d4e5f6071',
  'maria@example.com',
  'AROASUPPORTEXAMPLE001',
  'ASIASUPPORTEXAMPLE01',
);
export const onCall = person(
  'AWSReservedSSO_Administrator_8f7e6d5c4b3a2910',
  'tom@example.com',
  'AROAADMINISTRATOR0001',
  'ASIAADMINEXAMPLE0001',
);
