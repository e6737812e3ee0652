import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  createHealingLedger,
  type HealingLedger,
  MAXIMUM_HEALED_A_DAY,
} from '../../../src/store/ledger/healing';
import { ledgerTableDefinition } from '../../../src/store/table-definitions';
import { startDynamoDb } from '../../support/dynamodb';

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const EXPIRY = 2_000_000_000;

describe('files that are queued again', () => {
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let ledger: HealingLedger;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    await dynamodb.client.send(new CreateTableCommand(ledgerTableDefinition('ledger')));
    ledger = createHealingLedger(dynamodb.client, 'ledger');
  });
  afterAll(() => dynamodb.stop());

  it('are taken by one message, which takes them again only until they are queued', async () => {
    const file = { bucket: 'trail-logs', key: 'one.json.gz' };
    expect(await ledger.claim(PLACE, file, 'message-1', EXPIRY)).toBe(true);
    expect(await ledger.claim(PLACE, file, 'message-2', EXPIRY)).toBe(false);
    expect(await ledger.claim(PLACE, file, 'message-1', EXPIRY)).toBe(true);
    await ledger.close(PLACE, file);
    expect(await ledger.claim(PLACE, file, 'message-1', EXPIRY)).toBe(false);
  });

  it('are limited for each day and place', async () => {
    const reserve = (files: number, place = PLACE, day = '2026-03-14') =>
      ledger.reserve(place, day, files, EXPIRY);
    expect(await reserve(MAXIMUM_HEALED_A_DAY - 1)).toBe(MAXIMUM_HEALED_A_DAY - 1);
    expect(await reserve(5)).toBe(1);
    expect(await reserve(5)).toBe(0);
    expect(await reserve(5, PLACE, '2026-03-15')).toBe(5);
    expect(await reserve(5, { ...PLACE, region: 'eu-west-1' })).toBe(5);
  });
});
