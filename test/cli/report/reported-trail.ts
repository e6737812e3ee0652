import { gzipSync } from 'node:zlib';
import type { SignedChain } from '../../support/digests';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  denial,
  identities,
  logFile,
  otherServiceEvent,
  tableResource,
} from '../../support/events';
import { guardEvent, TRAIL_ARN } from '../../support/guard-events';
import type { VerifiedFolders } from '../../support/verified-folders';

/** Markup, quotes, an escape sequence, a character that turns the direction of text, and 10 kB. */
const HOSTILE = `"><script>window.ran=1</script><img src=x onerror=window.ran=1>'&</td>\u001b[2J\u202e`;
const LONG_AGENT = `agent ${'é'.repeat(10_240)}`;

const at = (time: string, event: CloudTrailEvent): CloudTrailEvent => ({
  ...event,
  eventTime: `2026-03-${time}:00Z`,
});
const ofTable = (table: string, rest: CloudTrailEvent = {}): CloudTrailEvent => ({
  requestParameters: { tableName: table, key: { id: '1' } },
  resources: [tableResource(table)],
  ...rest,
});
const change = (eventName: string, tableName: string, rest: CloudTrailEvent = {}) =>
  controlEvent({
    ...{ eventName, readOnly: false, requestParameters: { tableName } },
    userIdentity: identities.assumedRole('data-admin', 'ana'),
    ...rest,
  });

/** Calls of three days in March: reads and writes, changes, denials, risks, guard events, and hostile texts. */
const EVENTS: readonly CloudTrailEvent[] = [
  ...Array.from({ length: 12 }, (_, minute) =>
    at(`14T01:${String(minute + 10)}`, dataEvent(ofTable(minute % 3 === 0 ? 'Customers' : 'Orders'))),
  ),
  ...Array.from({ length: 5 }, (_, minute) =>
    at(`14T02:1${minute}`, dataEvent(ofTable('Orders', { eventName: 'PutItem', readOnly: false }))),
  ),
  at(
    '14T02:20',
    dataEvent(ofTable('Orders', { errorCode: 'ThrottlingException', errorMessage: 'slow down' })),
  ),
  at('14T03:05', change('UpdateTable', 'Orders')),
  at(
    '14T03:06',
    change('PutResourcePolicy', 'Orders', { requestParameters: { resourceArn: 'Orders', policy: '{}' } }),
  ),
  at('14T03:10', change('DeleteTable', 'Customers')),
  at('14T03:11', change('DeleteTable', 'Customers', denial('User is not authorized'))),
  at(
    '14T03:12',
    controlEvent({ userIdentity: identities.root(), requestParameters: { tableName: 'Orders' } }),
  ),
  at('14T03:20', guardEvent('cloudtrail', 'StopLogging', { name: TRAIL_ARN })),
  at(
    '15T04:00',
    dataEvent(ofTable('Orders', { userIdentity: identities.iamUser('mallory'), ...denial('no') })),
  ),
  at(
    '15T04:01',
    change('DeleteTable', 'Orders', {
      userIdentity: identities.iamUser(HOSTILE),
      userAgent: LONG_AGENT,
      sourceIPAddress: HOSTILE,
    }),
  ),
  at('15T04:02', otherServiceEvent()),
  at('15T04:03', { ...controlEvent(), eventName: undefined }),
];

/** Log files of these calls with their digests: of 26 hours, the calls are in the first ones. */
export function reportedChain(folders: VerifiedFolders, hours = 26): SignedChain {
  const perFile = 8;
  return folders
    .chain({
      account: '111122223333',
      region: 'us-east-1',
      filesPerDigest: 1,
      content: (number) => logFile(EVENTS.slice((number - 1) * perFile, number * perFile), { gzip: false }),
    })
    .addHours(hours);
}

/** The time that the calls are of. */
export const RANGE = ['--since', '2026-03-14', '--until', '2026-03-16'];

/** Another content for a log file. */
export const altered = (): Buffer => gzipSync('{"Records":[]}');
