import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  otherServiceEvent,
  REGION,
  serviceLinkedRole,
  streamEvent,
  tableResource,
} from '../../test/support/events';
import { orders, SANDBOX_ACCOUNT, SECOND_REGION } from './actors';

type Call = (eventTime: string, index: number) => CloudTrailEvent;

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:07`;

/** An item call of the application. */
export const itemCall = (
  eventTime: string,
  eventName: string,
  tableName: string,
  request: object,
  fields: CloudTrailEvent = {},
): CloudTrailEvent =>
  dataEvent({
    eventTime,
    userIdentity: orders,
    eventName,
    readOnly: ['GetItem', 'Query', 'Scan'].includes(eventName),
    requestParameters: { tableName, ...request },
    resources: [tableResource(tableName, String(fields.awsRegion ?? REGION), ACCOUNT)],
    ...fields,
  });

const CALLS: readonly Call[] = [
  (eventTime, index) => itemCall(eventTime, 'GetItem', 'Orders', { key: { orderId: `o-${1000 + index}` } }),
  (eventTime) => otherServiceEvent({ eventTime }),
  (eventTime, index) =>
    itemCall(eventTime, 'PutItem', 'Orders', {
      key: { orderId: `o-${2000 + index}` },
      items: ['orderId', 'total'],
    }),
  (eventTime) => otherServiceEvent({ eventTime, eventSource: 's3.amazonaws.com', eventName: 'GetBucketAcl' }),
  (eventTime) =>
    controlEvent({
      eventTime,
      userIdentity: serviceLinkedRole(),
      requestParameters: { tableName: 'Orders' },
    }),
  (eventTime) =>
    otherServiceEvent({
      eventTime,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      readOnly: true,
    }),
  (eventTime) => streamEvent({ eventTime }),
  (eventTime) =>
    otherServiceEvent({ eventTime, eventSource: 'glue.amazonaws.com', eventName: 'CreateTable' }),
];

const repeat = (calls: readonly Call[], day: string, fromMinute: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    calls[index % calls.length]!(`${day}T${clock(fromMinute + index)}Z`, index),
  );

/** What happens all day: the application at work, auto scaling looking on, other services. One call a minute. */
export const routine = (day: string, fromMinute: number, count: number): CloudTrailEvent[] =>
  repeat(CALLS, day, fromMinute, count);

/** The application in the second Region, on the replica of Customers. */
export const routineOfReplica = (day: string, fromMinute: number, count: number): CloudTrailEvent[] => {
  const awsRegion = SECOND_REGION;
  const calls: Call[] = [
    (eventTime, index) =>
      itemCall(eventTime, 'GetItem', 'Customers', { key: { customerId: `c-${10 + index}` } }, { awsRegion }),
    (eventTime) => otherServiceEvent({ eventTime, awsRegion }),
  ];
  return repeat(calls, day, fromMinute, count);
};

/** Developers in the account without log file validation. */
export const routineOfSandbox = (day: string, fromMinute: number, count: number): CloudTrailEvent[] => {
  const fields = { recipientAccountId: SANDBOX_ACCOUNT };
  const userIdentity = {
    type: 'IAMUser',
    principalId: 'AIDALEOEXAMPLE0000001',
    arn: `arn:aws:iam::${SANDBOX_ACCOUNT}:user/leo`,
    accountId: SANDBOX_ACCOUNT,
    accessKeyId: 'AKIALEOEXAMPLE000001',
    userName: 'leo',
  };
  const calls: Call[] = [
    (eventTime) =>
      controlEvent({
        ...fields,
        eventTime,
        userIdentity,
        requestParameters: { tableName: 'Prototype' },
        resources: [tableResource('Prototype', REGION, SANDBOX_ACCOUNT)],
      }),
    (eventTime) => otherServiceEvent({ ...fields, eventTime, userIdentity }),
  ];
  return repeat(calls, day, fromMinute, count);
};
