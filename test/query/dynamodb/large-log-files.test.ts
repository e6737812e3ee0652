import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { dataEvent, tableResource } from '../../support/events';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';
import { timeoutFor } from '../../support/timeout';

jest.setTimeout(timeoutFor(2));

const MEBIBYTE = 1_024 * 1_024;
const ACTIVITY = { dataEventDetail: 'activity', machines: [] } as const;
const ENDED = 'The page ended after reading 1 log file. Its token continues.';
/** White space, which JSON may have anywhere. */
const padding = (mebibytes: number) => Buffer.alloc(mebibytes * MEBIBYTE, ' ');

describe('log files of more than a page reads', () => {
  let dynamodb: TestDynamoDb;
  let bucket: LogBucket;
  let audit: StoredAudit;
  let mebibytes = 0;
  const call = (eventTime: string) =>
    dataEvent({
      eventTime,
      resources: [tableResource('Orders')],
      requestParameters: { tableName: 'Orders', key: { orderId: '42' } },
    });
  const [oldest, older, newest] = ['08', '09', '10'].map((hour) => call(`2026-03-14T${hour}:00:00Z`));
  const question = { table: 'Orders', key: { orderId: '42' } };

  beforeAll(async () => {
    [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
    audit = await createStoredAudit(
      dynamodb.client,
      {},
      {
        ...{ detail: ACTIVITY, bucket },
        pad: (text) => Buffer.concat([text, padding(mebibytes)]),
        reading: { logFiles: createLogFileReader(bucket) },
      },
    );
    await audit.storeEvents([oldest!]);
    await audit.storeEvents([older!]);
    mebibytes = 300;
    await audit.storeEvents([newest!]);
  });
  afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

  /** All pages of an answer: the calls and what is said of each page. */
  const readPages = async (
    ask: (cursor: string | undefined) => Promise<{ ids: string[]; nextToken?: string; said: string }>,
  ) => {
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await ask(cursor);
      pages.push(page);
      cursor = page.nextToken;
    } while (cursor !== undefined);
    return pages;
  };
  const toIds = (records: readonly { readonly eventId: string }[]) => records.map(({ eventId }) => eventId);
  const all = [newest, older, oldest].map((event) => event!.eventID);

  it('end a page of the history of an item, whose token goes on', async () => {
    const pages = await readPages(async (cursor) => {
      const { named, nextToken, pageNotices = [] } = await audit.log.item(question, { cursor });
      return { ids: toIds(named), ...(nextToken && { nextToken }), said: pageNotices.join(' ') };
    });
    expect(pages[0]).toMatchObject({ ids: [newest!.eventID], said: expect.stringContaining(ENDED) });
    expect(pages.flatMap(({ ids }) => ids)).toEqual(all);
  });

  it('end a page of a search, whose token goes on', async () => {
    const bytes: (number | undefined)[] = [];
    const pages = await readPages(async (cursor) => {
      const {
        records,
        nextToken,
        searched,
        pageNotices = [],
      } = await audit.log.page({ table: ['Orders'] }, { cursor });
      bytes.push(searched.fileBytes);
      return { ids: toIds(records), ...(nextToken && { nextToken }), said: pageNotices.join(' ') };
    });
    expect(pages[0]).toMatchObject({ ids: [newest!.eventID], said: ENDED });
    expect(bytes[0]).toBeGreaterThan(300 * MEBIBYTE);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(all);
  });
});
