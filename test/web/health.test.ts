import { describeHealth, findChecks } from '../../web/text/health';

type Status = Parameters<typeof findChecks>[0];

const NUMBERS = { read: 9, otherServices: 4, excluded: 0, duplicates: 0, audited: 5, rejected: 0 };
const queue = (name: string, waiting = 0) =>
  ({ queue: name, url: 'https://sqs', waiting, inFlight: 0, delayed: 0 }) as const;
const QUEUES = ['notifications', 'assurance', 'deadLetters', 'failedInvocations', 'assuranceDeadLetters'].map(
  (name) => queue(name),
);
const BACKFILL = {
  finishedAt: '2026-03-14T09:30:00Z',
  status: 'covered',
  bucket: 'logs',
  listed: 9,
  sent: 9,
  failed: 0,
};
const LIFECYCLE = { place: 's3://logs/AWSLogs/', checkedAt: '2026-03-14T04:30:00Z' };
const PLACE = { accountId: '111122223333', region: 'us-east-1', files: 9, failed: 0 };
const AT = '2026-03-14T09:30:00Z';

/** The status of a deployed audit that is healthy. */
const toStatus = (overrides: object = {}): Status =>
  ({
    time: AT,
    files: { all: 9, done: 9, failed: 0, rejected: 0, altered: 0 },
    ...{ lagSeconds: 180, lastFinishedAt: AT, finishedLastHour: 12, finishedLastDay: 300 },
    counts: { ...NUMBERS, recorded: 5, summarized: 0 },
    unaccounted: 0,
    failures: [],
    places: ['us-east-1', 'eu-west-1'].map((region) => ({ ...PLACE, region, lastFinishedAt: AT })),
    queues: QUEUES,
    coverage: {
      since: AT,
      until: AT,
      places: { expected: 2, proven: 2, exceptions: [], exceptionsOmitted: 0 },
    },
    ...{ complete: true, entries: 9, notices: [] },
    ...overrides,
  }) as Status;

const notGood = (overrides: object): string[] =>
  findChecks(toStatus(overrides))
    .filter(({ verdict }) => verdict !== 'good')
    .map(({ name, verdict }) => `${name} ${verdict}`);
const exception = (state: string) => ({
  ...{ since: AT, until: AT, places: undefined },
  places: {
    ...{ expected: 2, proven: 1, exceptionsOmitted: 0 },
    exceptions: [{ ...PLACE, since: AT, until: AT, state }],
  },
});

describe('the health of an audit', () => {
  it('is good if nothing is wrong', () => {
    expect(notGood({})).toEqual([]);
    expect(describeHealth(findChecks(toStatus()))).toBe('The audit is healthy');
  });

  it.each([
    ['nothing was ingested', { lagSeconds: undefined }, ['Ingest look']],
    ['nothing was ingested for a day', { lagSeconds: 86_400 }, ['Ingest look']],
    ['nothing was ingested into a data folder for a day', { lagSeconds: 86_400, queues: undefined }, []],
    ['a log file failed', { files: { ...toStatus().files, failed: 1 } }, ['Log files bad']],
    ['a log file is altered', { files: { ...toStatus().files, altered: 1 } }, ['Log files bad']],
    ['a dead letter waits', { queues: QUEUES.with(2, queue('deadLetters', 3)) }, ['Dead letters bad']],
    [
      'the last backfill is not covered',
      { lastBackfill: { ...BACKFILL, status: 'waiting' } },
      ['Last backfill look'],
    ],
    ['the last backfill is covered', { lastBackfill: BACKFILL }, []],
    ['dead letters could not be read', { queues: QUEUES.slice(0, 3) }, ['Dead letters look']],
    ['messages wait while files are ingested', { queues: QUEUES.with(0, queue('notifications', 99)) }, []],
    [
      'messages wait and no file is ingested',
      { queues: QUEUES.with(0, queue('notifications', 99)), finishedLastHour: 0 },
      ['Queues look'],
    ],
    ['lifecycle rules keep the log files', { lifecycles: [{ ...LIFECYCLE, state: 'kept' }] }, []],
    [
      'lifecycle rules delete log files too early',
      { lifecycles: [{ ...LIFECYCLE, state: 'early' }] },
      ['Log files kept bad'],
    ],
    [
      'lifecycle rules of one source delete log files, and those of another could not be read',
      {
        lifecycles: [
          { ...LIFECYCLE, state: 'unreadable' },
          { ...LIFECYCLE, state: 'early' },
        ],
      },
      ['Log files kept bad'],
    ],
    [
      'lifecycle rules could not be read',
      { lifecycles: [{ ...LIFECYCLE, state: 'unreadable' }] },
      ['Log files kept look'],
    ],
    ['lifecycle rules were not read yet', { lifecycles: [] }, ['Log files kept look']],
    ['nothing was verified', { coverage: undefined }, ['Proof look']],
    ['a place is not provable', { coverage: exception('notProvable') }, ['Proof look']],
    ['a place is incomplete', { coverage: exception('incomplete') }, ['Proof bad']],
    ['a place is silent', { places: [PLACE, { ...PLACE, silent: true }] }, ['Silence look']],
    ['not all files were counted', { complete: false }, ['Silence look']],
    ['records are lost', { unaccounted: 2 }, ['Records bad']],
  ])('is not called better than it is: %s', (_, overrides, expected) => {
    expect(notGood(overrides)).toEqual(expected);
  });

  it('is summed up by what is wrong and what needs a look', () => {
    const checks = findChecks(toStatus({ unaccounted: 2, coverage: undefined, complete: false }));
    expect(describeHealth(checks)).toBe('1 thing is wrong, 2 things need a look');
    expect(checks.find(({ name }) => name === 'Proof')?.advice).toContain('Use ddb-audit verify.');
  });
});
