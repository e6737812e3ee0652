import { paginateScan } from '@aws-sdk/client-dynamodb';
import { type EncodedItem, encodeItems, itemKey } from '../../../src/store/items/item';
import { createBatchWriter } from '../../../src/store/write/batch-writer';
import { auditRecord, settings, storedEvent } from '../../support/audit-records';
import { startDynamoDb } from '../../support/dynamodb';
import {
  type FaultyAnswer,
  type FaultyDynamoDb,
  type ReceivedRequest,
  refusal,
  startFaultyDynamoDb,
} from '../../support/faulty-dynamodb';
import { createTables } from '../../support/tables';

const DONE: FaultyAnswer = { body: { UnprocessedItems: {} } };

const toItems = (count: number, name = 'event'): EncodedItem[] =>
  Array.from({ length: count }, (_, index) =>
    encodeItems(storedEvent(auditRecord({ eventId: `${name}-${index}` })), settings()),
  ).flat();

const puts = ({ text }: ReceivedRequest) =>
  JSON.parse(text).RequestItems.audit as {
    PutRequest: { Item: { eventId: { S: string }; part: { S: string } } };
  }[];
const toKeys = (request: ReceivedRequest) =>
  puts(request).map(({ PutRequest: { Item } }) => itemKey(Item.eventId.S, Item.part.S));
const names = (request: ReceivedRequest) => puts(request).map(({ PutRequest: { Item } }) => Item.eventId.S);
const leaving = (request: ReceivedRequest, few: (eventId: string) => boolean): FaultyAnswer => ({
  body: { UnprocessedItems: { audit: puts(request).filter((put) => few(put.PutRequest.Item.eventId.S)) } },
});

describe('writing to a table', () => {
  it('puts every item, once, also when many calls write at the same time', async () => {
    const { client, stop } = await startDynamoDb();
    try {
      const { audit } = await createTables(client);
      const writer = createBatchWriter(client, audit);
      await Promise.all(
        [toItems(60, 'a'), toItems(3, 'b'), toItems(60, 'a')].map((items) => writer.write(items)),
      );
      let found = 0;
      for await (const page of paginateScan({ client }, { TableName: audit })) found += page.Count ?? 0;
      expect(found).toBe(63);
    } finally {
      await stop();
    }
  });
});

describe('against a DynamoDB that misbehaves', () => {
  let dynamoDb: FaultyDynamoDb;
  const start = async (answer: Parameters<typeof startFaultyDynamoDb>[0]) => {
    dynamoDb = await startFaultyDynamoDb(answer);
    return createBatchWriter(dynamoDb.client, 'audit');
  };
  afterEach(async () => {
    jest.restoreAllMocks();
    await dynamoDb.stop();
  });
  const withoutWaiting = () => jest.spyOn(Math, 'random').mockReturnValue(0);

  it('sends at most 25 items a request', async () => {
    const writer = await start(() => DONE);
    await writer.write(toItems(60));
    expect(dynamoDb.requests.map((request) => puts(request).length)).toEqual([25, 25, 10]);
  });

  it('sends at most 16 MB a request', async () => {
    const writer = await start(() => DONE);
    const large = toItems(20).map((item) => {
      const json = item.json.replace('}}}}', `}},"pad":{"S":"${'é'.repeat(500_000)}"}}}`);
      return { ...item, json, jsonBytes: Buffer.byteLength(json) };
    });
    await writer.write(large);
    for (const { text } of dynamoDb.requests)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * 2 ** 20);
    expect(dynamoDb.requests.flatMap(toKeys)).toHaveLength(20);
  });

  it('sends several requests at the same time, not all', async () => {
    let open = 0;
    let most = 0;
    const writer = await start(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 20));
      open -= 1;
      return DONE;
    });
    await writer.write(toItems(25 * 20));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('puts small writes of several files into one request', async () => {
    const writer = await start(() => DONE);
    await Promise.all(['a', 'b', 'c'].map((file) => writer.write(toItems(2, file))));
    expect(dynamoDb.requests.map(names)).toEqual([['a-0', 'a-1', 'b-0', 'b-1', 'c-0', 'c-1']]);
  });

  it('never sends a key twice in a request: the last item wins', async () => {
    const writer = await start(() => DONE);
    const [first] = toItems(1);
    const [last] = encodeItems(
      { ...storedEvent(auditRecord({ eventId: 'event-0' })), source: { bucket: 'b', key: 'last' } },
      settings(),
    );
    await Promise.all([writer.write([first!, first!]), writer.write([last!])]);
    expect(dynamoDb.requests).toHaveLength(1);
    expect(dynamoDb.requests[0]?.text).toContain('"source":{"S":"b/last"}');
    expect(puts(dynamoDb.requests[0]!)).toHaveLength(1);
  });

  it('sends nothing for nothing', async () => {
    const writer = await start(() => DONE);
    await writer.write([]);
    expect(dynamoDb.requests).toHaveLength(0);
  });

  it('sends again exactly what was left unprocessed', async () => {
    withoutWaiting();
    const writer = await start((request, index) =>
      index === 0 ? leaving(request, (id) => id === 'event-3' || id === 'event-7') : DONE,
    );
    await writer.write(toItems(10));
    expect(dynamoDb.requests.map((request) => names(request).length)).toEqual([10, 2]);
    expect(names(dynamoDb.requests[1]!)).toEqual(['event-3', 'event-7']);
  });

  it('gives up on what is left unprocessed for ever, without a deadline after ten attempts', async () => {
    withoutWaiting();
    const writer = await start((request) => leaving(request, () => true));
    await expect(writer.write(toItems(2))).rejects.toMatchObject({
      code: 'WriteFailed',
      cause: { message: 'DynamoDB left 2 items of a batch unprocessed.' },
    });
    expect(dynamoDb.requests).toHaveLength(10);
  });

  it('does not give up while some of a batch is taken', async () => {
    withoutWaiting();
    const writer = await start((request) => leaving(request, (id) => id !== names(request)[0]));
    await writer.write(toItems(20));
    expect(dynamoDb.requests).toHaveLength(20);
  });

  it('is out of time at the deadline, and says what held it up', async () => {
    const writer = await start((request) => leaving(request, () => true));
    await expect(writer.write(toItems(3), { signal: AbortSignal.timeout(150) })).rejects.toMatchObject({
      code: 'OutOfTime',
      message: '3 items were not written in time.',
      cause: { message: 'DynamoDB left 3 items of a batch unprocessed.' },
    });
  });

  it('sends nothing after the deadline', async () => {
    const writer = await start(() => DONE);
    await expect(writer.write(toItems(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'OutOfTime',
    });
    expect(dynamoDb.requests).toHaveLength(0);
  });

  it('stops waiting for an answer when aborted', async () => {
    const controller = new AbortController();
    const writer = await start(() => {
      controller.abort(new Error('interrupted'));
      return 'hang';
    });
    await expect(writer.write(toItems(1), { signal: controller.signal })).rejects.toMatchObject({
      code: 'OutOfTime',
      cause: { message: 'interrupted' },
    });
  });

  it('lets a write with more time go on when another one runs out of it', async () => {
    const writer = await start(async (request, index) => (index < 2 ? leaving(request, () => true) : DONE));
    const [hasty, patient] = await Promise.allSettled([
      writer.write(toItems(1, 'hasty'), { signal: AbortSignal.timeout(15) }),
      writer.write(toItems(1, 'patient'), { signal: AbortSignal.timeout(10_000) }),
    ]);
    expect(patient.status).toBe('fulfilled');
    expect(hasty.status === 'fulfilled' || hasty.reason.code === 'OutOfTime').toBe(true);
  });

  it.each<[string, FaultyAnswer]>([
    ['an internal error', refusal('InternalServerError', {}, 500)],
    ['an unavailable service', { status: 503, body: '<html>busy</html>' }],
    ['a connection that is cut', 'reset'],
    ['throttling', refusal('ThrottlingException')],
  ])('survives %s', async (_fault, answer) => {
    withoutWaiting();
    const writer = await start((_request, index) => (index < 5 ? answer : DONE));
    await writer.write(toItems(3));
    expect(dynamoDb.requests).toHaveLength(6);
  });

  it('reports where it was throttled, each time', async () => {
    withoutWaiting();
    const reason = {
      reason: 'IndexWriteKeyRangeThroughputExceeded',
      resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/audit/index/resource',
    };
    await start((_request, index) =>
      index < 2 ? refusal('ThrottlingException', { throttlingReasons: [reason] }) : DONE,
    );
    const reported: unknown[] = [];
    const writer = createBatchWriter(dynamoDb.client, 'audit', {
      onThrottled: (reasons) => reported.push(reasons),
    });
    await writer.write(toItems(1));
    expect(reported).toEqual([[reason], [reason]]);
  });

  it('fails only the write whose item is refused', async () => {
    const writer = await start((request) =>
      names(request).includes('bad-0') ? refusal('ValidationException') : DONE,
    );
    const outcomes = await Promise.allSettled(
      ['good', 'bad', 'fine'].map((file) => writer.write(toItems(2, file))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({
      reason: { code: 'WriteFailed', cause: { name: 'ValidationException' } },
    });
  });

  it('fails every write that shares a refused item, and no other', async () => {
    const writer = await start((request) =>
      names(request).includes('bad-0') ? refusal('ValidationException') : DONE,
    );
    const outcomes = await Promise.allSettled([
      writer.write([...toItems(2, 'good'), ...toItems(1, 'bad')]),
      writer.write([...toItems(2, 'good'), ...toItems(1, 'bad')]),
      writer.write(toItems(2, 'good')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('fails all at once where the table itself is refused', async () => {
    const writer = await start(() => refusal('AccessDeniedException'));
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((file) => writer.write(toItems(1, file))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(dynamoDb.requests).toHaveLength(1);
  });

  it('goes on with other writes after one failed', async () => {
    const writer = await start((request) =>
      names(request).includes('bad-0') ? refusal('ValidationException') : DONE,
    );
    await expect(writer.write(toItems(1, 'bad'))).rejects.toMatchObject({ code: 'WriteFailed' });
    await writer.write(toItems(1, 'good'));
  });

  it('goes on with other writes after one ran out of time between two attempts', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1); // Waits 50, 100, 200 ms.
    const writer = await start((request) => leaving(request, (id) => id === 'late-0'));
    await expect(
      writer.write(toItems(1, 'late'), { signal: AbortSignal.timeout(250) }),
    ).rejects.toMatchObject({
      code: 'OutOfTime',
    });
    await writer.write(toItems(1, 'next'));
  });

  it('sends a short request after a long one', async () => {
    const writer = await start(() => DONE);
    await writer.write(toItems(20, 'long'));
    await writer.write(toItems(1, 'short'));
    expect(dynamoDb.requests.map((request) => names(request).length)).toEqual([20, 1]);
  });
});
