import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { auditedRecords } from '../../../src/audit/matcher';
import type { LogFileRecord } from '../../../src/trail/log-file-record';
import { readAnyShape } from '../../../src/trail/shapes/read-any-shape';
import { campaignSize } from '../../support/campaigns';
import { type CloudTrailEvent, controlEvent, dataEvent, otherServiceEvent } from '../../support/events';

const json = (value: unknown): string => JSON.stringify(value);

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, pieceBytes = 1 << 16) {
  const records: LogFileRecord[] = [];
  const summary = await readAnyShape(inPieces(Buffer.from(content), pieceBytes), {
    matcher: auditedRecords,
    onRecord: (record) => void records.push(record),
  });
  return { summary, records, events: records.map(({ event }) => event) };
}

const one = controlEvent({ eventName: 'DeleteTable' });
const two = dataEvent();
const EVENTBRIDGE = { version: '0', 'detail-type': 'AWS API Call via CloudTrail', resources: [] };

/** Every shape with two events, as a file of it would be written. */
const SHAPES: Readonly<Record<string, { shape: string; content: string }>> = {
  'a log file under another name': { shape: 'log-file', content: json({ Records: [one, two] }) },
  'a list of events': { shape: 'event', content: json([one, two]) },
  'an event a line': { shape: 'event', content: `${json(one)}\n${json(two)}\n` },
  'events printed over several lines': {
    shape: 'event',
    content: `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two, null, 2)}`,
  },
  'log files one after the other': {
    shape: 'log-file',
    content: `${json({ Records: [one] })}${json({ Records: [two] })}`,
  },
  'log files in a list, as jq -s makes them': {
    shape: 'log-file',
    content: json([{ Records: [one] }, { Records: [two] }]),
  },
  'lookup-events as JSON': {
    shape: 'lookup-events',
    content: json({
      Events: [one, two].map((event) => ({
        EventId: event.eventID,
        CloudTrailEvent: json(event),
        Resources: [],
      })),
    }),
  },
  'lookup-events as text': {
    shape: 'event',
    content: [one, two]
      .map(
        (event) =>
          `EVENTS\tAKIAEXAMPLE\t${json(event)}\t${event.eventID}\tDeleteTable\t1773523507.0\tfalse\talice\nRESOURCES\tMusic\tAWS::DynamoDB::Table\n`,
      )
      .join(''),
  },
  EventBridge: {
    shape: 'eventbridge',
    content: [one, two].map((detail) => json({ ...EVENTBRIDGE, detail })).join('\n'),
  },
  'an export of CloudWatch Logs': {
    shape: 'event',
    content: [one, two].map((event) => `2026-03-14T21:20:00.000Z ${json(event)}\n`).join(''),
  },
  'get-log-events': {
    shape: 'cloudwatch-logs',
    content: json({
      events: [one, two].map((event) => ({ timestamp: 1, message: json(event) })),
      nextForwardToken: 'f/1',
    }),
  },
  'a subscription of CloudWatch Logs': {
    shape: 'cloudwatch-logs',
    content: json({
      messageType: 'DATA_MESSAGE',
      logEvents: [one, two].map((event) => ({ id: '1', message: json(event) })),
    }),
  },
};

const MESSAGES = [one, two].map((event) => ({ timestamp: 1, message: json(event) }));
Object.assign(SHAPES, {
  'events as strings in a list, as --query prints them': {
    shape: 'event',
    content: json([json(one), json(two)]),
  },
  'events as strings, one a line': { shape: 'event', content: `${json(json(one))}\n${json(json(two))}\n` },
  'events in one line, behind tabs': { shape: 'event', content: `${json(one)}\t${json(two)}\n` },
  'lists of events in a list': { shape: 'event', content: json([[one], [], [two]]) },
  'lists of events, one a line': { shape: 'event', content: `${json([one])}\n${json([two])}\n` },
  'an archive of EventBridge in a list': {
    shape: 'eventbridge',
    content: json([one, two].map((detail) => ({ ...EVENTBRIDGE, detail }))),
  },
  'EventBridge in CloudWatch Logs': {
    shape: 'cloudwatch-logs',
    content: json({
      events: [one, two].map((detail) => ({ message: json({ ...EVENTBRIDGE, detail }) })),
    }),
  },
  'filter-log-events': {
    shape: 'cloudwatch-logs',
    content: JSON.stringify({ events: MESSAGES, searchedLogStreams: [{ logStreamName: 'x' }] }, null, 4),
  },
  'a subscription that Firehose delivered': {
    shape: 'cloudwatch-logs',
    content: [
      { messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL MESSAGE: Checking health.' }] },
      { messageType: 'DATA_MESSAGE', logEvents: MESSAGES.slice(0, 1) },
      { messageType: 'DATA_MESSAGE', logEvents: MESSAGES.slice(1) },
    ]
      .map(json)
      .join(''),
  },
  'results of Logs Insights': {
    shape: 'cloudwatch-logs',
    content: json({
      results: [one, two].map((event) => [
        { field: '@timestamp', value: '2026-03-14 21:20:00.000' },
        { field: '@message', value: json(event) },
        { field: '@ptr', value: 'Cn' },
      ]),
      status: 'Complete',
    }),
  },
  'results of Logs Insights, as the console exports them': {
    shape: 'cloudwatch-logs',
    content: json([
      { '@timestamp': '2026-03-14 21:20:00.000', '@message': one },
      { '@timestamp': '2026-03-14 21:20:00.000', '@message': json(two) },
    ]),
  },
});

const withoutIds = (events: readonly CloudTrailEvent[]) => events.map(({ eventID: _, ...event }) => event);

describe.each(Object.entries(SHAPES))('%s', (_name, { shape, content }) => {
  it('gives its events, and says what it is', async () => {
    const { events, summary } = await read(content);
    expect(events).toEqual([one, two]);
    expect(summary).toMatchObject({ records: 2, otherServices: 0, rejectedCount: 0, shapes: [shape] });
  });

  it.each([1, 7, 64])('is read in pieces of %i bytes, compressed', async (size) => {
    const { events } = await read(gzipSync(content), size);
    expect(events).toEqual([one, two]);
  });

  it('keeps the exact bytes of an event that it does not change', async () => {
    const { records } = await read(content);
    for (const { event, original } of records)
      expect(JSON.parse(Buffer.from(original).toString())).toEqual(event);
  });

  it.each([
    ['CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16, as the shell of Windows writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('is read with %s', async (_how, encode) => {
    const { events } = await read(encode(content), 3);
    expect(events).toEqual([one, two]);
  });

  it('fails as a whole where it is cut', async () => {
    const cut = content.slice(0, content.lastIndexOf('}', content.length - 20));
    await expect(read(cut)).rejects.toMatchObject({ code: 'InvalidLogFile' });
  });
});

describe('rows of a query', () => {
  const row = {
    eventsource: 'dynamodb.amazonaws.com',
    eventname: 'DeleteTable',
    eventtime: '2026-03-16T10:00:12Z',
    awsregion: 'eu-west-1',
    eventid: 'a1',
    useridentity: json({ type: 'IAMUser', principalid: 'AIDA', arn: 'arn:aws:iam::111122223333:user/alice' }),
    requestparameters: '{"tableName":"Customers"}',
    errorcode: '',
    readonly: 'false',
  };
  const restored = {
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'DeleteTable',
    eventTime: '2026-03-16T10:00:12Z',
    awsRegion: 'eu-west-1',
    eventID: 'copy-a1',
    userIdentity: { type: 'IAMUser', principalId: 'AIDA', arn: 'arn:aws:iam::111122223333:user/alice' },
    requestParameters: { tableName: 'Customers' },
    readOnly: false,
  };

  it.each([
    ['alone', json(row)],
    ['in Records', json({ Records: [row] })],
    ['in a list', json([row])],
  ])('of Athena, %s, are put together under an id of their own', async (_where, content) => {
    const { events, summary } = await read(content);
    expect(events).toEqual([restored]);
    expect(summary.shapes).toEqual(['athena']);
  });

  it.each([
    ['with eventJson', [[{ eventID: 'a1' }, { eventJson: json(one) }]]],
    ['as one object', [{ eventJson: json(one) }]],
  ])('of CloudTrail Lake, %s, are copies, too', async (_how, QueryResultRows) => {
    const { events, summary } = await read(json({ QueryStatus: 'FINISHED', QueryResultRows }));
    expect(withoutIds(events)).toEqual(withoutIds([one]));
    expect(events[0]?.eventID).toBe(`copy-${one.eventID}`);
    expect(summary.shapes).toEqual(['cloudtrail-lake']);
  });
});

it('leaves events of other services to others, and rejects what is no event', async () => {
  const { summary, events } = await read(json({ Records: [one, otherServiceEvent(), 'x', 7, null, [1]] }));
  expect(events).toEqual([one]);
  expect(summary).toMatchObject({ records: 6, otherServices: 1, rejectedCount: 4 });
});

it('hands over a call without an event source, which classifying rejects', async () => {
  const { eventSource: _, ...call } = one;
  const { events } = await read(json({ Records: [call] }));
  expect(events).toEqual([call]);
});

it('rejects a line that is not JSON and reads the others', async () => {
  const { events, summary } = await read(`${json(one)}\n{"eventName": nonsense}\n${json(two)}\n`);
  expect(events).toEqual([one, two]);
  expect(summary.rejected).toEqual([
    { index: 1, reason: expect.stringMatching(`not valid JSON.*at byte ${json(one).length + 1}`) },
  ]);
});

it('rejects a line that ends in a string, and reads the others', async () => {
  const { events, summary } = await read(`${json(one)}\n${json(one).slice(0, 60)}\n${json(two)}\n`);
  expect(events).toEqual([one, two]);
  expect(summary.rejectedCount).toBe(1);
});

it('rejects documents of other kinds among events', async () => {
  const { events, summary } = await read(`${json(one)}\n{"level":"info"}\n`);
  expect(events).toEqual([one]);
  expect(summary).toMatchObject({ records: 2, rejectedCount: 1 });
});

it('reads an empty list', async () => {
  expect((await read('{"Events":[]}')).summary).toMatchObject({ records: 0, shapes: ['lookup-events'] });
});

it.each([
  ['nothing', '', /empty/],
  ['a text', 'Dear reader, {this} is no log file.', /no CloudTrail event/],
  [
    'a document that does not end',
    `${json(one)}\n{"Records":[`,
    new RegExp(`begins at byte ${json(one).length + 1}`),
  ],
  [
    'results of Logs Insights without @message',
    json({ results: [[{ field: 'eventName', value: 'x' }]] }),
    /@message/,
  ],
  [
    'rows without the columns of an event',
    json({ QueryResultRows: [[{ _col0: '5' }]] }),
    /columns of an event/,
  ],
  [
    'rows without column names',
    json({ ResultSet: { Rows: [{ Data: [{ VarCharValue: 'x' }] }] } }),
    /column names/,
  ],
  ['a digest', json({ digestStartTime: '2026-03-14T21:20:00Z', logFiles: [] }), /digest/],
  ['CSV of Athena', '"eventversion","useridentity"\n"1.11","{type=IAMUser}"\n', /is CSV.*UNLOAD/],
  ['CSV of CloudTrail Lake', 'eventJson\n"{""eventVersion"":""1.11""}"\n', /is CSV.*get-query-results/],
  ['CSV of the console', 'User name,Event time,Event source\nalice,2026-03-14,x\n', /is CSV/],
  ['another document', '{"name":"package","version":"1.0.0"}', /no CloudTrail event/],
  ['an event of more than 2 MiB', json({ ...one, note: 'x'.repeat(2 ** 21) }), /more than 2097152 bytes/],
])('refuses %s', async (_what, content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code: 'InvalidLogFile',
    message: expect.stringMatching(message),
  });
});

/** What begins a file of tar: the name of its first member, and at byte 257 the signature. */
const TAR_HEADER = Buffer.alloc(512);
TAR_HEADER.write('trail/1.json');
TAR_HEADER.write('ustar', 257);

it.each([
  ['tar archive', Buffer.concat([TAR_HEADER, Buffer.from(json(one))])],
  ['tar archive', gzipSync(Buffer.concat([TAR_HEADER, gzipSync(json(one))]))],
  ['gzip twice', gzipSync(gzipSync(json({ Records: [one] })))],
  ['bzip2', Buffer.concat([Buffer.from('BZh91AY'), Buffer.from(json(one))])],
  ['xz', Buffer.from('fd377a585a00', 'hex')],
  ['Zstandard', Buffer.from('28b52ffd', 'hex')],
  ['7z archive', Buffer.from('377abcaf271c', 'hex')],
])('refuses a file of another format by its name, in pieces of any size: %s', async (name, content) => {
  for (const pieceBytes of [1, 200, 1 << 16]) {
    await expect(read(content, pieceBytes)).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringContaining(name),
    });
  }
});

it('takes any bytes: it reads them or says what is wrong', async () => {
  const hostile = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '"Records"', '"Events"', ' ', 'x'))
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(hostile, fc.integer({ min: 1, max: 9 }), async (content, size) => {
      await read(content, size).catch((error) => expect(error).toMatchObject({ code: 'InvalidLogFile' }));
    }),
    { numRuns: campaignSize(3_000) },
  );
});
