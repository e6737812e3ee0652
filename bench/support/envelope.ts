import type { Random } from './random';

/** An event before it is written out: what its service decides; the envelope around it is the same for all. */
export interface Call {
  readonly service: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly data?: boolean;
  readonly request: unknown;
  readonly response?: unknown;
  readonly error?: readonly [code: string, message: string];
  readonly extra?: unknown;
  readonly resources?: unknown;
  readonly apiVersion?: string;
  readonly requestId?: string;
}

export const ACCOUNTS = ['111122223333', '222233334444', '333344445555'] as const;
export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ROLES = Array.from(
  { length: 30 },
  (_, n) => `${['orders', 'billing', 'search', 'ingest', 'web'][n % 5]}-service-${n}`,
);
const AGENTS = [
  'aws-sdk-java/2.25.60 Linux/5.10.219-208.866.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS Java/17.0.11 exec-env/AWS_ECS_FARGATE io/sync http/Apache cfg/retry-mode/legacy',
  'aws-sdk-nodejs/3.600.0 os/linux/5.10.0 lang/js md/nodejs/20.14.0 api/dynamodb/3.600.0 exec-env/AWS_Lambda_nodejs20.x',
  'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10.0 md/arch#x86_64 lang/python#3.12.4 exec-env/AWS_Lambda_python3.12 Botocore/1.34.131',
  'aws-cli/2.16.12 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.8 md/prompt#off md/command#dynamodb.query',
  '[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.10.184-175.749.amzn2int.x86_64 OpenJDK_64-Bit_Server_VM/25.372-b08]',
] as const;

/** Who calls. */
export interface Callers {
  readonly roles: readonly string[];
  readonly users: number;
}

const ALL_CALLERS: Callers = { roles: ROLES, users: 20 };

/** The callers of a table: services own tables, so that few of them call each. */
export const toCallers = (table: number): Callers => ({
  roles: Array.from({ length: 4 }, (_, number) => ROLES[(table * 4 + number) % ROLES.length]!),
  users: 2,
});

/** An event as CloudTrail writes it: its key order, no whitespace, its escapes, floats in Java's form. */
export function writeEvent(
  random: Random,
  call: Call,
  account: string,
  region: string,
  minute: number,
  callers: Callers = ALL_CALLERS,
): string {
  const byService = random.chance(0.1);
  const eventTime = formatTime(minute * 60 + random.below(300));
  const event = {
    eventVersion: random.weighted([
      [8, '1.11'],
      [2, '1.08'],
    ] as const),
    userIdentity: identity(random, account, byService, eventTime, callers),
    eventTime,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: byService
      ? 'lambda.amazonaws.com'
      : `10.${random.below(4)}.${random.below(256)}.${random.below(256)}`,
    userAgent: byService ? 'lambda.amazonaws.com' : random.pick(AGENTS),
    errorCode: call.error?.[0],
    errorMessage: call.error?.[1],
    requestParameters: call.request,
    responseElements: call.response ?? null,
    additionalEventData: call.extra,
    requestID: call.requestId ?? random.uuid(),
    eventID: random.uuid(),
    readOnly: call.readOnly,
    resources: call.resources,
    eventType: 'AwsApiCall',
    apiVersion: call.apiVersion,
    managementEvent: !call.data,
    recipientAccountId: account,
    eventCategory: call.data ? 'Data' : 'Management',
    tlsDetails: byService
      ? undefined
      : {
          tlsVersion: 'TLSv1.3',
          cipherSuite: 'TLS_AES_128_GCM_SHA256',
          clientProvidedHostHeader: `${call.service}.${region}.amazonaws.com`,
        },
  };
  // Gson's escapes of five characters; `"12.0f"` stands for a float.
  return JSON.stringify(event)
    .replace(/[&'<=>]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
    .replace(/"(\d+\.\d)f"/g, '$1');
}

export const dynamodbRequestId = (random: Random): string =>
  `${random.text(26, UPPER)}VV4KQNSO5AEMVJF66Q9ASUAAJG`;

function identity(
  random: Random,
  account: string,
  byService: boolean,
  eventTime: string,
  { roles, users }: Callers,
) {
  if (random.chance(0.1)) {
    const userName = `user-${random.below(users)}`;
    return {
      type: 'IAMUser',
      principalId: `AIDA${userName.toUpperCase().padEnd(16, 'X')}`,
      arn: `arn:aws:iam::${account}:user/${userName}`,
      accountId: account,
      accessKeyId: `AKIA${userName.toUpperCase().padEnd(16, 'Y')}`,
      userName,
    };
  }
  const role = random.pick(roles);
  const principalId = `AROA${role
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, 'Z')
    .slice(0, 17)}`;
  const session = random.pick(['i-0a1b2c3d4e5f6a7b8', role, `task-${random.below(50)}`]);
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId: `ASIA${principalId.slice(4, 19)}${random.below(8)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${account}:role/service-role/${role}`,
        accountId: account,
        userName: role,
      },
      webIdFederationData: {},
      attributes: { creationDate: eventTime.replace(/:\d\d:\d\dZ$/, ':00:00Z'), mfaAuthenticated: 'false' },
    },
    invokedBy: byService ? 'lambda.amazonaws.com' : undefined,
  };
}

const formatTime = (second: number) =>
  `${new Date(Date.UTC(2026, 2, 1) + second * 1000).toISOString().slice(0, 19)}Z`;
