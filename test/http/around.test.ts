import type { Hono } from 'hono';
import { problemSchema } from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { aroundSchema, comparisonSchema, diffSchema } from '../../src/http/event-answer-schemas';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, tableArn } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const backups = (enabled: boolean, minute: number) =>
  controlEvent({
    eventName: 'UpdateContinuousBackups',
    eventTime: at(minute),
    readOnly: false,
    requestParameters: {
      tableName: 'Music',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: enabled },
    },
  });
const on = backups(true, 5);
const off = backups(false, 10);
const read = dataEvent({ eventTime: at(12) });

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let api: Hono;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([on, off, read]);
  api = createHttpApi(audit.log);
});
afterAll(() => dynamodb.stop());

const get = async (path: string) => (await api.request(path)).json();

describe('GET /events/{id}/around', () => {
  it('answers in the shape it describes', async () => {
    const answer = aroundSchema.parse(await get(`/events/${off.eventID}/around?minutes=3`));
    expect(answer.records.map(({ eventId, reasons }) => [eventId, reasons])).toEqual([
      [read.eventID, ['table']],
      [off.eventID, ['principal', 'accessKey', 'sourceIp', 'table']],
    ]);
    expect(answer.leftOut).toEqual([]);
    expect(answer).toEqual(
      JSON.parse(JSON.stringify(await audit.log.around(off.eventID as string, { minutes: 3 }))),
    );
  });

  it('searches 15 minutes by default', async () => {
    const { records } = aroundSchema.parse(await get(`/events/${off.eventID}/around`));
    expect(records.map(({ eventId }) => eventId)).toEqual([read.eventID, off.eventID, on.eventID]);
  });

  it.each([
    [`/events/${off.eventID}/around?minutes=0`, 400, /minutes must be at least 1/],
    [`/events/${off.eventID}/around?minutes=1441`, 400, /minutes must be at most 1440/],
    ['/events/nothing/around', 404, /"nothing"/],
  ])('%s is a problem', async (path, status, detail) => {
    expect(problemSchema.parse(await get(path))).toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
  });

  it('rejects another number of minutes in the client', async () => {
    await expect(audit.log.around(off.eventID as string, { minutes: 1.5 })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });
});

describe('around an event with odd values', () => {
  it.each([
    [
      'a pattern',
      { sourceIPAddress: '203.0.113.*' },
      'sourceIp: a value of the event contains *, which a question would read as a pattern.',
    ],
    [
      'an address with a network',
      { sourceIPAddress: '203.0.113.9/33' },
      expect.stringMatching(/^sourceIp: .*203\.0\.113\.9\/33/),
    ],
  ])('answers what it can of %s, and says what it cannot', async (_name, overrides, sentence) => {
    const odd = controlEvent({ eventTime: at(59), ...overrides });
    await audit.storeEvents([odd]);
    const { records, leftOut } = await audit.log.around(odd.eventID as string, { minutes: 1 });
    expect(records.map(({ eventId }) => eventId)).toContain(odd.eventID);
    expect(leftOut).toContainEqual(sentence);
  });
});

describe('around, with more calls than an answer holds', () => {
  it('keeps the nearest ones, and says which it leaves out', async () => {
    const many = await createStoredAudit(dynamodb.client);
    const calls = Array.from({ length: 520 }, (_, index) =>
      dataEvent({
        eventTime: new Date(Date.parse(at(20)) + index * 1_000).toISOString().replace('.000', ''),
      }),
    );
    await many.storeEvents([off, ...calls]);
    const { records, leftOut } = await many.log.around(off.eventID as string, { minutes: 60 });
    expect(records).toHaveLength(501);
    expect(records[0]).toMatchObject({ eventId: calls[499]!.eventID });
    expect(leftOut).toContain(
      `table: records at or after ${calls[499]!.eventTime}, because there are more than 500 after the event.`,
    );
  });
});

describe('GET /events/{id}/diff', () => {
  it('answers in the shape it describes', async () => {
    const answer = diffSchema.parse(await get(`/events/${off.eventID}/diff`));
    expect(answer).toMatchObject({ resource: tableArn('Music'), earlier: { eventId: on.eventID } });
    expect(answer.changes).toEqual([
      {
        kind: 'changed',
        path: 'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled',
        before: true,
        after: false,
      },
    ]);
  });

  it('says so if there is no earlier one', async () => {
    const { earlier, notices } = diffSchema.parse(await get(`/events/${on.eventID}/diff`));
    expect(earlier).toBeUndefined();
    expect(notices).toEqual([expect.stringMatching(/^No earlier UpdateContinuousBackups of arn:.*Music/)]);
  });

  it.each([
    [`/events/${read.eventID}/diff`, 400],
    ['/events/nothing/diff', 404],
    [`/events/${on.eventID}/diff?other=1`, 400],
  ])('%s is a problem', async (path, status) => {
    expect(problemSchema.parse(await get(path)).status).toBe(status);
  });
});

describe('GET /events/{id}/compare', () => {
  it('compares two events, the one that happened first before the other', async () => {
    const answer = comparisonSchema.parse(await get(`/events/${read.eventID}/compare?with=${on.eventID}`));
    expect([answer.before.eventId, answer.after.eventId]).toEqual([on.eventID, read.eventID]);
    const paths = answer.changes.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['eventName', 'eventTime', 'requestParameters.key']));
    expect(answer.changes.find(({ path }) => path === 'eventName')).toMatchObject({
      before: 'UpdateContinuousBackups',
      after: read.eventName,
    });
    expect(paths).not.toContain('requestParameters.tableName');
  });

  it.each([
    [`/events/${read.eventID}/compare`, 400],
    [`/events/${read.eventID}/compare?with=nothing`, 404],
  ])('%s is a problem', async (path, status) => {
    expect(problemSchema.parse(await get(path)).status).toBe(status);
  });
});
