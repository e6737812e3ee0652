import { findLoggedEvents, type LoggingQuestion } from '../../../src/assure/coverage/logged-events';
import type { TrailLogging } from '../../../src/assure/coverage/trail-logging';
import { measureProcessorTime } from '../../support/processor-time';
import {
  ACCOUNT,
  dataEvents,
  managementEvents,
  REGION,
  TRAIL,
  tableArn,
  trailLogging,
} from '../../support/trail-logging';

const OTHER_ACCOUNT = '444455556666';
const FOREIGN = TRAIL.replace(ACCOUNT, OTHER_ACCOUNT);
const SPAN = 'from 2026-03-10 until 2026-03-14';
const question: LoggingQuestion = { since: '2026-03-10T00:00:00Z', until: '2026-03-14T00:00:00Z' };
const places = [{ accountId: ACCOUNT, region: REGION }];

const data = (trails: readonly TrailLogging[], overrides: Partial<LoggingQuestion> = {}) =>
  findLoggedEvents(trails, { ...question, planes: ['data'], tables: [tableArn('Orders')], ...overrides });

describe('which trails count for a table', () => {
  const NOT_KNOWN = `Reads and writes of items of Orders: not known ${SPAN}: no trail is known that logs them.`;

  it.each<[string, Partial<TrailLogging>, string[]]>([
    ['of its account and Region', { isMultiRegion: false }, []],
    ['of another home Region, if it is multi-Region', { homeRegion: 'us-east-1' }, []],
    ['of another Region', { homeRegion: 'us-east-1', isMultiRegion: false }, [NOT_KNOWN]],
    ['of another account', { trailArn: FOREIGN }, [NOT_KNOWN]],
    ['of the organization', { trailArn: FOREIGN, isOrganizationTrail: true }, []],
  ])('a trail %s', (_, trail, reasons) => {
    expect(data([trailLogging(trail)]).reasons).toEqual(reasons);
  });

  it('all of them: what one logs is logged', () => {
    const reads = trailLogging({ selectors: [dataEvents({ field: 'readOnly', equals: ['true'] })] });
    const writes = trailLogging({
      trailArn: `${TRAIL}-2`,
      since: '2026-03-11T00:00:00Z',
      selectors: [dataEvents({ field: 'readOnly', equals: ['false'] })],
    });
    expect(data([reads, { ...writes, since: reads.since }]).status).toBe('logged');
    expect(data([reads, writes]).sentences).toEqual([
      `Reads and writes of items of Orders: not known from 2026-03-10 until 2026-03-11: what the trail ${TRAIL}-2 logged before 2026-03-11 is not known.`,
      'Reads and writes of items of Orders: logged since 2026-03-11.',
    ]);
  });

  it('one that logs everything, whatever another does that is not known', () => {
    const unknown = trailLogging({ trailArn: `${TRAIL}-2`, from: 'unknown', selectors: [] });
    expect(data([trailLogging(), unknown]).status).toBe('logged');
  });

  it('one that is not known, and the reason is said', () => {
    const reason = `the trail ${FOREIGN} belongs to account ${OTHER_ACCOUNT}, and account ${ACCOUNT} cannot read it`;
    const unknown = trailLogging({ trailArn: FOREIGN, from: 'unknown', reason, selectors: [] });
    expect(data([unknown], { tables: [tableArn('Orders', OTHER_ACCOUNT)] })).toMatchObject({
      status: 'unknown',
      data: { status: 'unknown' },
      reasons: [`Reads and writes of items of Orders: not known ${SPAN}: ${reason}.`],
    });
  });

  it('none, as long as none was read', () => {
    expect(findLoggedEvents([], question)).toMatchObject({
      status: 'unknown',
      reasons: [expect.stringMatching(/no trail has been read\./), expect.any(String)],
    });
  });
});

describe('what a question is about', () => {
  const WRITES = [trailLogging({ selectors: [dataEvents({ field: 'readOnly', equals: ['false'] })] })];
  const OTHERS = trailLogging({
    selectors: [
      dataEvents({ field: 'userIdentity.arn', notStartsWith: [`arn:aws:sts::${ACCOUNT}:assumed-role/job/`] }),
    ],
  });
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/service/${name}`;

  it.each<[string, Partial<LoggingQuestion>, TrailLogging[], string]>([
    ['writes', { accesses: ['write'] }, WRITES, 'logged'],
    ['reads', { accesses: ['read'] }, WRITES, 'off'],
    ['operations', { eventNames: ['PutItem'] }, WRITES, 'logged'],
    ['PartiQL, which reads or writes', { eventNames: ['ExecuteStatement'] }, WRITES, 'partly'],
    ['anyone', {}, [OTHERS], 'partly'],
    ['a role that is left out', { principals: [role('job')] }, [OTHERS], 'off'],
    ['a role that is not', { principals: [role('jobs')] }, [OTHERS], 'logged'],
    ['a user', { principals: [`arn:aws:iam::${ACCOUNT}:user/alice`] }, [OTHERS], 'logged'],
    ['somebody without an ARN', { principals: ['AIDAEXAMPLE'] }, [OTHERS], 'partly'],
    ['an index', { tables: [`${tableArn('Orders')}/index/byDay`], accesses: ['write'] }, WRITES, 'logged'],
    ['no table', { tables: ['arn:aws:dax:eu-west-1:111122223333:cache/orders'] }, [], 'logged'],
  ])('decides: %s', (_, asked, trails, status) => {
    expect(data(trails, asked).status).toBe(status);
  });

  it('names tables as users do, and with their place if two have the same name', () => {
    const tables = [tableArn('Orders'), tableArn('Orders', OTHER_ACCOUNT), tableArn('Customers')];
    const trail = trailLogging({ isOrganizationTrail: true, selectors: [managementEvents()] });
    expect(data([trail], { tables }).reasons).toEqual([
      `Reads and writes of items of Orders (${ACCOUNT} ${REGION}), Orders (${OTHER_ACCOUNT} ${REGION}) and Customers: not logged ${SPAN}.`,
    ]);
  });
});

describe('all tables', () => {
  const all = (trails: readonly TrailLogging[], asked: Partial<LoggingQuestion> = {}) =>
    findLoggedEvents(trails, { ...question, planes: ['data'], places, ...asked });

  it('are logged by a selector without tables', () => {
    expect(all([trailLogging()])).toEqual({
      status: 'logged',
      data: { status: 'logged', since: '2026-03-01T00:00:00Z' },
      sentences: ['Reads and writes of items of all tables: logged since 2026-03-01.'],
      reasons: [],
    });
  });

  it('are not all logged by a selector of some', () => {
    const some = trailLogging({
      selectors: [dataEvents({ field: 'resources.ARN', equals: [tableArn('Orders')] })],
    });
    expect(all([some]).reasons).toEqual([
      `Reads and writes of items of all tables: partly logged ${SPAN}: reads and writes are logged only if resources.ARN is ${tableArn('Orders')}.`,
    ]);
  });

  it("are logged although a trail leaves out the audit's own traffic, as a new trail does", () => {
    const own = {
      sessionPrefixes: [`arn:aws:sts::${ACCOUNT}:assumed-role/ingest/`],
      tableArns: [tableArn('Audit')],
    };
    const selectors = [
      dataEvents({ field: 'userIdentity.arn', notStartsWith: own.sessionPrefixes }),
      dataEvents({ field: 'resources.ARN', notEquals: own.tableArns }),
    ];
    expect(all([trailLogging({ selectors, ownTraffic: own })]).status).toBe('logged');
    expect(all([trailLogging({ selectors })]).status).toBe('partly');
    const another = [
      ...selectors.slice(0, 1),
      dataEvents({ field: 'resources.ARN', notEquals: [...own.tableArns, tableArn('Orders')] }),
    ];
    expect(all([trailLogging({ selectors: another, ownTraffic: own })]).status).toBe('partly');
  });

  it('are told apart by account and Region', () => {
    const other = { accountId: OTHER_ACCOUNT, region: REGION };
    const { status, sentences } = all([trailLogging()], { places: [...places, other] });
    expect(status).toBe('unknown');
    expect(sentences).toEqual([
      `Reads and writes of items of all tables in ${ACCOUNT} ${REGION}: logged since 2026-03-01.`,
      `Reads and writes of items of all tables in ${OTHER_ACCOUNT} ${REGION}: not known ${SPAN}: no trail is known that logs them.`,
    ]);
  });

  it('of an organization are compared in a second', () => {
    const accounts = Array.from({ length: 500 }, (_, index) => String(100_000_000_000 + index));
    const regions = Array.from({ length: 17 }, (_, index) => `region-${index}`);
    const many = accounts.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
    const selectors = [
      managementEvents(),
      dataEvents({ field: 'resources.ARN', notEquals: [tableArn('Audit')] }),
    ];
    const trail = trailLogging({ isOrganizationTrail: true, selectors });
    const { result, milliseconds } = measureProcessorTime(() =>
      findLoggedEvents([trail], { ...question, places: many }),
    );
    expect(result.sentences).toHaveLength(2);
    expect(milliseconds).toBeLessThan(1_000);
  });
});

describe('management events', () => {
  const management = (selectors: TrailLogging['selectors'], asked: Partial<LoggingQuestion> = {}) =>
    findLoggedEvents([trailLogging({ selectors })], { ...question, planes: ['control'], places, ...asked });

  it.each<[string, TrailLogging['selectors'], string[]]>([
    ['logged', [managementEvents()], []],
    ['off', [dataEvents()], [`not logged ${SPAN}`]],
    [
      'without reads',
      [managementEvents({ field: 'readOnly', equals: ['false'] })],
      [`partly logged ${SPAN}: reads are not logged`],
    ],
    [
      'without a service',
      [managementEvents({ field: 'eventSource', notEquals: ['kms.amazonaws.com'] })],
      [
        `partly logged ${SPAN}: DeleteImportedKeyMaterial, DisableKey, PutKeyPolicy and ScheduleKeyDeletion are not logged`,
      ],
    ],
  ])('are %s', (_, selectors, reasons) => {
    const expected = reasons.map((reason) => `Reads and writes in management events: ${reason}.`);
    expect(management(selectors).reasons).toEqual(expected);
  });

  it('do not say anything of data events', () => {
    expect(management([managementEvents()])).not.toHaveProperty('data');
  });
});

describe('many tables', () => {
  it('that conditions cannot tell apart are compared once', () => {
    const tables = Array.from({ length: 100 }, (_, index) => tableArn(`Table-${index}`));
    const sessions = tables.map((_, index) => `arn:aws:sts::${ACCOUNT}:assumed-role/Role-${index}/`);
    const selectors = [
      dataEvents(
        { field: 'resources.ARN', equals: tables.slice(0, -1) },
        { field: 'userIdentity.arn', notStartsWith: sessions },
      ),
    ];
    const { result, milliseconds } = measureProcessorTime(() =>
      data([trailLogging({ selectors })], { tables }),
    );
    expect(result.reasons).toEqual([
      expect.stringMatching(/^Reads and writes of items of Table-0, .* and 95 more: partly logged/),
      `Reads and writes of items of Table-99: not logged ${SPAN}.`,
    ]);
    expect(milliseconds).toBeLessThan(1_000);
  });

  it('are told apart by their streams, too', () => {
    const stream = { field: 'resources.ARN', startsWith: [`${tableArn('Orders')}/stream/`] };
    const selectors = [
      {
        fieldSelectors: [
          { field: 'eventCategory', equals: ['Data'] },
          { field: 'resources.type', equals: ['AWS::DynamoDB::Stream'] },
          stream,
        ],
      },
    ];
    const tables = [tableArn('Orders'), tableArn('Customers')];
    expect(data([trailLogging({ selectors })], { tables, eventNames: ['GetRecords'] }).sentences).toEqual([
      'GetRecords of items of Orders: logged since 2026-03-01.',
      `GetRecords of items of Customers: not logged ${SPAN}.`,
    ]);
  });
});
