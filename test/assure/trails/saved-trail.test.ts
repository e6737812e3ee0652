import type { CoverageDay } from '../../../src/assure/coverage/known-coverage';
import {
  mergeSavedLogging,
  parseSavedTrail,
  toSavedLogging,
  type VerifiedTrails,
} from '../../../src/assure/trails/saved-trail';
import { daysOf, hourTime, TRAIL } from '../../support/coverage';
import { dataEvents, managementEvents, trailLogging } from '../../support/trail-logging';

const [{ accountId, region } = { accountId: '', region: '' }] = daysOf([['intact']]);
const trailArn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${TRAIL.split('@')[0]}`;
const selectors = [managementEvents(), dataEvents()];
/** A digest ends at the time, and an event may be delivered half an hour late. */
const beforeEnd = (hour: number) => hourTime(hour - 0.5);

const call = (eventName: string, at: string) => ({ trailArns: [trailArn], eventName, at });
const find = (days: readonly CoverageDay[], verified: Partial<VerifiedTrails> = {}, saved = selectors) =>
  toSavedLogging(
    { trailArn, selectors: saved },
    { days, ofOrganization: new Set(), changes: [], ...verified },
  );

const PROVEN = daysOf([['intact'], ['intact'], ['intact'], ['intact']]);

describe('what a trail logs at the end of what is verified', () => {
  it('was logged in all of the proven time, if nobody changed the trail', () => {
    expect(find(PROVEN)).toEqual({
      ...{ trailArn, selectors, from: 'api', isLogging: true, homeRegion: region },
      ...{ isMultiRegion: false, isOrganizationTrail: false },
      ...{ since: hourTime(0), until: beforeEnd(4) },
    });
  });

  it('was logged since the last call that changed the trail', () => {
    const changes = [call('PutEventSelectors', hourTime(1)), call('StartLogging', hourTime(2))];
    expect(find(PROVEN, { changes })).toMatchObject({ since: hourTime(2), until: beforeEnd(4) });
    const ofOther = { ...call('PutEventSelectors', hourTime(2)), trailArns: [`${trailArn}-2`] };
    expect(find(PROVEN, { changes: [ofOther] })).toMatchObject({ since: hourTime(0) });
  });

  it.each([
    ['a log file is missing', [['intact'], ['missing'], ['intact'], ['intact']], 2, 4],
    ['a digest is missing', [['intact'], 'missing', ['intact'], ['intact']], 2, 4],
    ['logging was off', [['intact'], 'off', ['intact'], ['intact']], 2, 4],
    ['the last hour is not proven', [['intact'], ['intact'], ['altered']], 0, 2],
  ] as const)('is known only of the time in which every call is known: %s', (_, hours, since, until) => {
    expect(find(daysOf(hours))).toMatchObject({ since: hourTime(since), until: beforeEnd(until) });
  });

  it('is known of other Regions and accounts by their digests', () => {
    const elsewhere = PROVEN.map((day) => ({ ...day, region: 'eu-north-1' }));
    expect(find([...PROVEN, ...elsewhere])).toMatchObject({
      isMultiRegion: true,
      isOrganizationTrail: false,
    });
    const ofOther = PROVEN.map((day) => ({ ...day, accountId: '444455556666' }));
    expect(find([...PROVEN, ...ofOther])).toMatchObject({ isOrganizationTrail: false });
    expect(find(PROVEN, { ofOrganization: new Set([TRAIL]) })).toMatchObject({ isOrganizationTrail: true });
  });

  it.each<[string, readonly CoverageDay[], Partial<VerifiedTrails>, RegExp]>([
    ['nothing is proven of its home', [], {}, /^nothing is proven of it in account \d+ and Region/],
    [
      'only another Region is proven',
      PROVEN.map((day) => ({ ...day, region: 'eu-north-1' })),
      {},
      /where calls that change it are logged$/,
    ],
    ['it was stopped', PROVEN, { changes: [call('StopLogging', hourTime(3))] }, /^StopLogging was called at/],
    [
      'it was changed after the proven time',
      PROVEN,
      { changes: [call('PutEventSelectors', hourTime(5))] },
      /^what is proven of it ends at \S+, too soon after/,
    ],
  ])('is not known where %s', (_, days, verified, reason) => {
    expect(find(days, verified)).toMatch(reason);
  });

  it.each([
    ['no management events', [dataEvents()]],
    ['reads only', [managementEvents({ field: 'readOnly', equals: ['true'] })]],
    [
      'no calls to CloudTrail',
      [managementEvents({ field: 'eventSource', notEquals: ['cloudtrail.amazonaws.com'] })],
    ],
  ])('is not known of a trail that logs %s', (_, saved) => {
    expect(find(PROVEN, {}, saved)).toBe('it does not log the calls that change it');
  });
});

describe('parseSavedTrail', () => {
  it('reads advanced and basic selectors, as the AWS CLI prints them', () => {
    const advanced = {
      TrailARN: trailArn,
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
    };
    const basic = {
      TrailARN: trailArn,
      EventSelectors: [
        {
          ...{ ReadWriteType: 'All', IncludeManagementEvents: true },
          ...{ DataResources: [], ExcludeManagementEventSources: [] },
        },
      ],
    };
    for (const printed of [advanced, basic])
      expect(parseSavedTrail(JSON.stringify(printed))).toEqual({ trailArn, selectors: [managementEvents()] });
  });

  it.each([
    '',
    '[]',
    'null',
    '{"EventSelectors":[]}',
    '{"TrailARN":"audit","EventSelectors":[]}',
    JSON.stringify({ TrailARN: trailArn, AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 7 }] }] }),
  ])('refuses %j', (text) => {
    expect(() => parseSavedTrail(text)).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        message: expect.stringMatching(
          /^The content is not the output of "aws cloudtrail get-event-selectors": /,
        ),
      }),
    );
  });
});

it('what was found replaces what was stored of the same time and trail', () => {
  const entry = (since: number, until: number, name = trailArn) =>
    trailLogging({ trailArn: name, since: hourTime(since), until: hourTime(until) });
  const [before, overlapping, after] = [entry(0, 2), entry(2, 5), entry(6, 8)];
  const ofOther = entry(0, 9, `${trailArn}-2`);
  const found = entry(4, 6);
  expect(mergeSavedLogging([before, overlapping, after, ofOther], [found])).toEqual([
    ...[before, ofOther],
    ...[found, after],
  ]);
});
