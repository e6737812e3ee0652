import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { readMeaning, recordMeaning } from '../../../src/store/ledger/meaning';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';

const meaning = {
  meaningVersion: 1,
  settings: { ownAccounts: ['111122223333'] },
  guardedResources: ['logs'],
};
const day = (number: number) => new Date(`2026-03-${number}T00:00:00Z`);

describe('what gives records their meaning, in the ledger', () => {
  let dynamoDb: TestDynamoDb;
  let table: string;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
  });
  beforeEach(async () => {
    ({ ledger: table } = await createTables(dynamoDb.client));
  });
  afterAll(() => dynamoDb.stop());

  const record = (settings: object, since: Date) =>
    recordMeaning(dynamoDb.client, table, { ...meaning, settings }, since);
  const read = () => readMeaning(dynamoDb.client, table);

  it('is nothing before a function recorded it, then what the last one recorded', async () => {
    await expect(read()).resolves.toBeUndefined();
    await record(meaning.settings, day(14));
    await expect(read()).resolves.toEqual({ ...meaning, since: '2026-03-14T00:00:00.000Z' });
    await record({}, day(15));
    await expect(read()).resolves.toMatchObject({ settings: {}, since: '2026-03-15T00:00:00.000Z' });
  });

  it('keeps its time if it did not change', async () => {
    await record(meaning.settings, day(14));
    await record(meaning.settings, day(15));
    await expect(read()).resolves.toMatchObject({ since: '2026-03-14T00:00:00.000Z' });
  });

  it('is recorded over what cannot be read', async () => {
    const Item = { book: { S: 'settings' }, entry: { S: 'meaning' }, meaning: { S: '{' }, since: { S: '' } };
    await dynamoDb.client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(read()).rejects.toThrow(
      'The settings of the ingest function in the ledger cannot be read: ',
    );
    await record({}, day(15));
    await expect(read()).resolves.toMatchObject({ settings: {} });
  });
});
