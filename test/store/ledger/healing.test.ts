import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  createHealingLedger,
  type HealingLedger,
  MAXIMUM_HEALED_A_DAY,
} from '../../../src/store/ledger/healing';
import { startDynamoDb } from '../../support/dynamodb';
import { setClockBack } from '../../support/set-clock-back';
import { ledgerTableDefinition } from '../../support/table-definitions';

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

  it('are taken by another message three hours later, when the first one must have been given up', async () => {
    const file = { bucket: 'trail-logs', key: 'abandoned.json.gz' };
    const claim = (message: string) => ledger.claim(PLACE, file, message, EXPIRY);
    setClockBack(3 * 3_600_000);
    expect(await claim('message-1')).toBe(true);
    expect(await claim('message-2')).toBe(false);
    jest.useRealTimers();
    expect(await claim('message-2')).toBe(true);
    expect(await claim('message-1')).toBe(false);
  });

  it('are found with the time at which they were queued, missing and failed ones apart', async () => {
    const inFolder = (day: string, name: string) => ({
      bucket: 'trail-logs',
      key: `2026/03/${day}/${name}.json.gz`,
    });
    const [first, second, other] = [
      inFolder('14', 'first'),
      inFolder('14', 'second'),
      inFolder('15', 'first'),
    ];
    for (const file of [first, other]) {
      await ledger.claim(PLACE, file, 'message', EXPIRY);
      await ledger.close(PLACE, file);
    }
    await ledger.claim(PLACE, second, 'message', EXPIRY);
    const time = expect.stringMatching(/^20\d\d-/);
    expect(await ledger.findQueued(PLACE, [second, other, first])).toEqual([undefined, time, time]);
    const failed = { ...first, hasFailed: true };
    expect(await ledger.findQueued(PLACE, [failed])).toEqual([undefined]);
    await ledger.claim(PLACE, failed, 'message', EXPIRY);
    await ledger.close(PLACE, failed);
    expect(await ledger.findQueued(PLACE, [failed, first])).toEqual([time, time]);
    expect(await ledger.findQueued(PLACE, [])).toEqual([]);
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
