import fc from 'fast-check';
import { type DetailSettings, MOST_RECORDED } from '../../src/activity/recorded-in-full';
import { collectEntries, findRecorded } from '../support/activity';
import { campaignSize } from '../support/campaigns';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  OTHER_ACCOUNT,
  tableArn,
  tableResource,
} from '../support/events';
import { timeoutFor } from '../support/timeout';
import { madeUpCall } from './made-up-calls';

jest.setTimeout(timeoutFor(campaignSize(30)));

const ACTIVITY: DetailSettings = { dataEventDetail: 'activity', machines: [] };
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const asAlice = (more: CloudTrailEvent = {}) => dataEvent({ userIdentity: identities.iamUser(), ...more });
const failed = (errorCode: string) => dataEvent({ errorCode, errorMessage: 'no' });
const isRecorded = (event: CloudTrailEvent, settings: Partial<DetailSettings> = {}): boolean =>
  findRecorded([event], { ...ACTIVITY, ...settings }).length === 1;

describe('with dataEventDetail activity', () => {
  it.each<[string, CloudTrailEvent, Partial<DetailSettings>?]>([
    ['of the control plane', controlEvent()],
    ['that is denied', failed('AccessDenied')],
    ['that fails, and not by the application', failed('ResourceNotFoundException')],
    ['that fails without an error code', dataEvent({ errorMessage: 'no' })],
    ['with a risk', dataEvent({ userAgent: 'Boto3 kali' })],
    ['by root', dataEvent({ userIdentity: identities.root() })],
    ['by an IAM user', asAlice()],
    ['by an IAM user who is not among the machines', asAlice(), { machines: [`${ALICE}-ci`] }],
    ['in a console session', dataEvent({ sessionCredentialFromConsole: 'true' })],
    [
      'in a console session of a listed IAM user',
      asAlice({ sessionCredentialFromConsole: 'true' }),
      { machines: [ALICE] },
    ],
    [
      'by a role of Identity Center',
      dataEvent({ userIdentity: identities.assumedRole('AWSReservedSSO_Admin_0a1b2c3d4e5f6071') }),
    ],
    [
      'by another account',
      dataEvent({ userIdentity: identities.iamUser('x', { accountId: OTHER_ACCOUNT }) }),
    ],
    [
      'on a table of another account',
      dataEvent({ resources: [tableResource('Music', 'us-east-1', OTHER_ACCOUNT)] }),
    ],
    ['that several accounts receive', dataEvent({ sharedEventID: '5e1f0000-0000-4000-8000-00000000abcd' })],
    ['on a decoy', dataEvent(), { decoyResources: [tableArn('Music')] }],
    ['on a table that cannot be told', dataEvent({ resources: undefined, requestParameters: null })],
  ])('an event %s gets a record', (_, event, settings = {}) => {
    expect(isRecorded(event, settings)).toBe(true);
  });

  it.each<[string, CloudTrailEvent, Partial<DetailSettings>?]>([
    ['that succeeds', dataEvent()],
    ['that is throttled', failed('ProvisionedThroughputExceededException')],
    ['whose condition does not hold', failed('ConditionalCheckFailedException')],
    ['whose transaction is in conflict', failed('TransactionConflictException')],
    ['that is not valid', failed('ValidationException')],
    ['by an IAM user among the machines', asAlice(), { machines: ['arn:aws:iam::111122223333:user/*'] }],
    ['next to a decoy', dataEvent(), { decoyResources: [tableArn('Musi')] }],
  ])('an event %s by a machine is summarized', (_, event, settings = {}) => {
    expect(isRecorded(event, settings)).toBe(false);
  });

  it('of one principal and table, the first 100 events of a file get a record', () => {
    const storm = Array.from({ length: MOST_RECORDED + 20 }, () => failed('AccessDenied'));
    const orders = { requestParameters: { tableName: 'Orders' }, resources: [tableResource('Orders')] };
    const other = dataEvent({ errorCode: 'AccessDenied', ...orders });
    const bob = dataEvent({ errorCode: 'AccessDenied', userIdentity: identities.assumedRole('bob') });
    const events = [...storm, other, bob];
    expect(findRecorded(events, ACTIVITY)).toEqual([...storm.slice(0, MOST_RECORDED), other, bob]);
    const groups = collectEntries(events, ACTIVITY).flatMap((entry) => entry.groups);
    expect(groups.map(({ events: { length }, recorded }) => [length, recorded])).toEqual([
      [1, 1],
      [120, 100],
      [1, 1],
    ]);
  });

  it('entries have the same calls and tokens as with records, and say how many have one', () => {
    const calls = fc.array(madeUpCall, { maxLength: 30 });
    fc.assert(
      fc.property(calls, (made) => {
        const events = made.map(({ event }) => event);
        const withRecords = collectEntries(events);
        const entries = collectEntries(events, ACTIVITY);
        for (const [index, { groups, filter }] of entries.entries()) {
          const all = withRecords[index]!;
          expect(filter).toEqual(all.filter);
          expect(groups.map((group) => ({ ...group, recorded: group.events.length }))).toEqual(all.groups);
        }
        expect(entries).toHaveLength(withRecords.length);
        const home = entries.flatMap(({ groups }) => groups.filter((group) => group.home));
        const summarized = home.reduce((sum, group) => sum + group.events.length - group.recorded, 0);
        expect(summarized).toBe(events.length - findRecorded(events, ACTIVITY).length);
      }),
      { numRuns: campaignSize(300) },
    );
  });
});
