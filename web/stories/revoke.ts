import type { EventRecord } from '../api/questions';
import { shortName } from '../text/words';

/** Something to do, with the commands for it. */
export interface Measure {
  readonly what: string;
  /** Commands of the AWS CLI. Empty if there is none: `what` then says where to do it. */
  readonly commands: readonly string[];
}

/** What IAM allows as the name of a user or role. Any other text of an event must not become a command. */
const IAM_NAME = /^[\w+=,.@-]{1,128}$/;
const ACCESS_KEY = /^A[KS]IA[A-Z0-9]{12,124}$/;

/** Roles that nobody can change in IAM. */
const SERVICE_ROLE = /:role\/aws-service-role\//;
const IDENTITY_CENTER_ROLE = /:role\/aws-reserved\/sso\.amazonaws\.com\/|:role\/(?:[^/]+\/)*AWSReservedSSO_/;

/** The policy that the IAM console attaches to revoke the sessions of a role. */
const toPolicy = (until: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': until } },
      },
    ],
  });

const attach = (kind: 'role' | 'user', name: string, now: string): string =>
  `aws iam put-${kind}-policy --${kind}-name ${name} --policy-name AWSRevokeOlderSessions --policy-document '${toPolicy(now)}'`;

type User = Pick<EventRecord, 'principal'>;

/**
 * What to revoke when an access key leaked. Long-lived keys begin with `AKIA`, those of sessions with `ASIA`.
 * @param users calls that used the key, one for each principal and session
 * @param now ISO 8601: sessions that began before are refused
 */
export function planRevocation(key: string, users: readonly User[], now: string): Measure[] {
  const measures = users.flatMap(({ principal }) =>
    key.startsWith('ASIA') ? endSessions(principal, now) : endKey(key, principal, now),
  );
  if (users.length === 0) {
    measures.push({
      what: 'No call says whose key it is. Ask IAM, in each of your accounts.',
      commands: ACCESS_KEY.test(key) ? [`aws iam get-access-key-last-used --access-key-id ${key}`] : [],
    });
  }
  const distinct = new Map(measures.map((measure) => [measure.what, measure]));
  return [...distinct.values()];
}

function endKey(key: string, { id, type }: User['principal'], now: string): Measure[] {
  const name = shortName(id);
  if (type === 'Root') {
    return [
      {
        what: `Sign in as root of account ${toAccount(id)}, and delete the key under Security credentials.`,
        commands: [],
      },
    ];
  }
  if (!id.includes(':user/') || !IAM_NAME.test(name) || !ACCESS_KEY.test(key)) {
    return [{ what: `Deactivate the key in IAM. Its user is ${id}.`, commands: [] }];
  }
  return [
    {
      what: `Deactivate the key of user ${name} in account ${toAccount(id)}. Delete it when nothing needs it any more.`,
      commands: [
        `aws iam update-access-key --user-name ${name} --access-key-id ${key} --status Inactive`,
        `aws iam delete-access-key --user-name ${name} --access-key-id ${key}`,
      ],
    },
    {
      what: `End the sessions that the key opened with GetSessionToken: they outlive it.`,
      commands: [attach('user', name, now)],
    },
    {
      what: 'Find other keys of this user: whoever had one can have made another.',
      commands: [`aws iam list-access-keys --user-name ${name}`],
    },
  ];
}

function endSessions({ id, type }: User['principal'], now: string): Measure[] {
  const name = shortName(id);
  if (SERVICE_ROLE.test(id)) {
    return [{ what: `${name} is the role of an AWS service: its sessions cannot be revoked.`, commands: [] }];
  }
  if (IDENTITY_CENTER_ROLE.test(id) || type === 'IdentityCenterUser') {
    return [
      {
        what: `The session is one of IAM Identity Center (${name}). Disable the user there, and end their active sessions. A session of a role lasts until it expires, unless a policy of the permission set or of the organization denies it by aws:TokenIssueTime.`,
        commands: [],
      },
    ];
  }
  const kind = id.includes(':role/') ? 'role' : id.includes(':user/') ? 'user' : undefined;
  if (!kind || !IAM_NAME.test(name)) {
    return [
      {
        what: `End the sessions of ${id} in IAM, with a policy that denies by aws:TokenIssueTime.`,
        commands: [],
      },
    ];
  }
  return [
    {
      what: `End all sessions of ${kind} ${name} in account ${toAccount(id)} that began before now: one session alone cannot be ended. Programs that may use it get a new session by themselves.`,
      commands: [attach(kind, name, now)],
    },
    ...(kind === 'role'
      ? [
          {
            what: `See who may open a session of ${name}: whoever did so with a leaked key can do it again.`,
            commands: [`aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument`],
          },
        ]
      : []),
  ];
}

const toAccount = (id: string): string => id.split(':')[4] || 'that is not known';
