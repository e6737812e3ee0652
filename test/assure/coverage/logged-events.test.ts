import { findLoggedEvents, type LoggingQuestion } from '../../../src/assure/coverage/logged-events';
import type { EventSelector } from '../../../src/assure/coverage/trail-logging';
import { ACCOUNT, dataEvents, managementEvents, tableArn, trailLogging } from '../../support/trail-logging';

const ORDERS = tableArn('Orders');
const SERVICE = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleFor`;

const asked = (overrides: Partial<LoggingQuestion> = {}): LoggingQuestion => ({
  since: '2026-03-10T00:00:00Z',
  until: '2026-03-14T15:01:00Z',
  tables: [ORDERS],
  planes: ['data'],
  ...overrides,
});

const logging = (...selectors: EventSelector[]) => [trailLogging({ selectors })];

describe('data events of a table', () => {
  it('are logged since what is known of the trail', () => {
    expect(findLoggedEvents([trailLogging()], asked())).toEqual({
      status: 'logged',
      data: { status: 'logged', since: '2026-03-01T00:00:00Z', tables: [ORDERS] },
      sentences: ['Reads and writes of items of Orders: logged since 2026-03-01.'],
      reasons: [],
    });
  });

  const SPAN = 'from 2026-03-10 until 2026-03-14T15:01Z';
  it.each<[string, EventSelector, string]>([
    ['management events alone', managementEvents(), `not logged ${SPAN}`],
    [
      'another table',
      dataEvents({ field: 'resources.ARN', equals: [tableArn('Customers')] }),
      `not logged ${SPAN}`,
    ],
    [
      'another type',
      {
        fieldSelectors: [
          { field: 'eventCategory', equals: ['Data'] },
          { field: 'resources.type', equals: ['AWS::S3::Object'] },
        ],
      },
      `not logged ${SPAN}`,
    ],
    [
      'its stream alone',
      {
        fieldSelectors: [
          { field: 'eventCategory', equals: ['Data'] },
          { field: 'resources.type', equals: ['AWS::DynamoDB::Stream'] },
        ],
      },
      `partly logged ${SPAN}: only GetRecords and GetShardIterator are logged`,
    ],
    [
      'writes alone',
      dataEvents({ field: 'readOnly', equals: ['false'] }),
      `partly logged ${SPAN}: reads are not logged`,
    ],
    [
      'one operation left out',
      dataEvents({ field: 'eventName', notEquals: ['Query'] }),
      `partly logged ${SPAN}: Query is not logged`,
    ],
    [
      'one role left out',
      dataEvents({ field: 'userIdentity.arn', notStartsWith: [SERVICE] }),
      `partly logged ${SPAN}: reads and writes are logged only if userIdentity.arn does not start with ${SERVICE}`,
    ],
    [
      'the console alone',
      dataEvents({ field: 'sessionCredentialFromConsole', equals: ['true'] }),
      `partly logged ${SPAN}: reads and writes are logged only if sessionCredentialFromConsole is true`,
    ],
    [
      'two positive operators, of which one is enough',
      dataEvents({ field: 'resources.ARN', startsWith: ['arn:aws:s3'], endsWith: ['/Orders'] }),
      'logged since 2026-03-01',
    ],
    [
      'an excluding operator, which wins',
      dataEvents({ field: 'resources.ARN', startsWith: ['arn:aws:dynamodb'], notEndsWith: ['/Orders'] }),
      `not logged ${SPAN}`,
    ],
  ])('follow a selector of %s', (_, selector, sentence) => {
    const { sentences } = findLoggedEvents(logging(selector), asked());
    expect(sentences).toEqual([`Reads and writes of items of Orders: ${sentence}.`]);
  });
});

describe('data events of a table, over time', () => {
  const day = (number: number) => `2026-03-${number}T00:00:00Z`;
  const FULL = trailLogging({ until: day(11) });

  it('are named with the spans in which they were not logged', () => {
    const history = [
      FULL,
      trailLogging({ since: day(11), until: day(12), selectors: [managementEvents()] }),
      trailLogging({ since: day(12) }),
    ];
    const answer = findLoggedEvents(history, asked());
    expect(answer.status).toBe('partly');
    expect(answer.sentences).toEqual([
      'Reads and writes of items of Orders: logged from 2026-03-01 until 2026-03-11.',
      'Reads and writes of items of Orders: not logged from 2026-03-11 until 2026-03-12.',
      'Reads and writes of items of Orders: logged since 2026-03-12.',
    ]);
    expect(answer.reasons).toEqual([
      'Reads and writes of items of Orders: not logged from 2026-03-11 until 2026-03-12.',
    ]);
  });

  it('are not held against a range after such a span', () => {
    const history = [trailLogging({ until: day(11), isLogging: false }), trailLogging({ since: day(11) })];
    expect(findLoggedEvents(history, asked({ since: day(11) }))).toMatchObject({
      data: { status: 'logged', since: day(11) },
      reasons: [],
    });
  });

  it('are not logged while logging is switched off', () => {
    const { status, reasons } = findLoggedEvents([trailLogging({ isLogging: false })], asked());
    expect(status).toBe('off');
    expect(reasons).toEqual([
      'Reads and writes of items of Orders: not logged from 2026-03-10 until 2026-03-14T15:01Z: logging is switched off.',
    ]);
  });
});
