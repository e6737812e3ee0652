import { join } from 'node:path';
import { NOTHING_VERIFIED } from '../support/answer-coverage';
import { ddbAudit, parseLines } from '../support/command-line';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { controlEvent, dataEvent, identities, tableArn, tableResource } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const at = (time: string) => ({ eventTime: `2026-03-14T${time}Z` });
const ROLE = 'arn:aws:iam::111122223333:role/service/orders-service';
const reads = ['09:10:00', '09:20:00', '09:59:59'].map((time) => dataEvent(at(time)));
const transaction = dataEvent({
  ...at('10:00:00'),
  eventName: 'TransactWriteItems',
  userIdentity: identities.iamUser('alice'),
  requestParameters: { transactItems: [{ put: { tableName: 'Music' } }, { put: { tableName: 'Orders' } }] },
  resources: [tableResource('Music'), tableResource('Orders')],
});
const denied = dataEvent({ ...at('09:30:00'), errorCode: 'AccessDenied', errorMessage: 'no' });
const described = controlEvent(at('09:40:00'));

const readGroup = {
  hour: '2026-03-14T09:00:00Z',
  table: tableArn('Music'),
  principal: ROLE,
  eventName: 'GetItem',
  outcome: 'succeeded',
  count: 3,
  first: '2026-03-14T09:10:00Z',
  last: '2026-03-14T09:59:59Z',
};

describe('ddb-audit activity', () => {
  const local = join(temporaryFolder(), 'data');

  beforeAll(async () => {
    const database = await openTestDatabase();
    // As ingests of two trails leave it: both have the first read.
    await writeDataFolder(database, local, [
      [...reads, described],
      [reads[0]!, denied, transaction],
    ]);
    database.close();
  });

  const ask = (...words: string[]) => ddbAudit(['activity', ...words, '--local', local]);

  it('prints a line for each group, newest hour first, each event once', async () => {
    const written = await ask();
    const [music, orders, refused, read] = parseLines<Record<string, unknown>>(written);
    expect([music?.table, orders?.table]).toEqual([tableArn('Music'), tableArn('Orders')]);
    expect(refused).toMatchObject({ outcome: 'denied', errorCode: 'AccessDenied', count: 1 });
    expect(written.stdout.trimEnd().split('\n')[3]).toBe(JSON.stringify(readGroup));
    expect(read).toEqual(readGroup);
    expect(written.stderr).toBe(NOTHING_VERIFIED);
  });

  it.each([
    [['--table', 'Orders'], ['TransactWriteItems']],
    [
      ['--principal', 'alice'],
      ['TransactWriteItems', 'TransactWriteItems'],
    ],
    [['--action', 'GetItem', '--outcome', 'succeeded'], ['GetItem']],
    [['--until', '2026-03-14T09:20:00Z'], ['GetItem']],
    [['--account', '444455556666'], []],
  ])('%j', async (flags, eventNames) => {
    const groups = parseLines<{ eventName: string }>(await ask(...flags));
    expect(groups.map(({ eventName }) => eventName)).toEqual(eventNames);
  });

  it('prints a table for people, with the numbers below each other', async () => {
    const { stdout } = await ask('--output', 'table', '--table', 'Music');
    expect(stdout).toBe(
      [
        'HOUR                  TABLE  PRINCIPAL                    ACTION              OUTCOME       CALLS',
        '2026-03-14T10:00:00Z  Music  user/alice                   TransactWriteItems  succeeded         1',
        '2026-03-14T09:00:00Z  Music  role/service/orders-service  GetItem             AccessDenied      1',
        '2026-03-14T09:00:00Z  Music  role/service/orders-service  GetItem             succeeded         3',
        '',
      ].join('\n'),
    );
  });

  it('prints CSV with the names of JSON', async () => {
    const { stdout } = await ask('--output', 'csv', '--action', 'GetItem', '--outcome', 'succeeded');
    expect(stdout).toBe(
      'hour,table,principal,eventName,outcome,errorCode,count,first,last\r\n' +
        `2026-03-14T09:00:00Z,${tableArn('Music')},${ROLE},GetItem,succeeded,,3,2026-03-14T09:10:00Z,2026-03-14T09:59:59Z\r\n`,
    );
  });

  it('continues where a page ended, and says how', async () => {
    const first = await ask('--limit', '3', '--output', 'json');
    const { groups, nextToken, coverage } = JSON.parse(first.stdout);
    expect(groups).toHaveLength(3);
    expect(coverage.status).toBe('not-provable');
    const second = await ask('--limit', '3', '--next-token', nextToken);
    expect(parseLines(second)).toEqual([readGroup]);
    const { stderr } = await ask('--limit', '1');
    expect(stderr).toMatch(
      /Showing 1 line; more are available\. Use --limit all, or --next-token \S+ to continue\.\n$/,
    );
    expect(parseLines(await ask('--limit', 'all'))).toHaveLength(4);
  });

  it('says what was searched if nothing matches', async () => {
    expect(await ask('--since', '2026-03-15', '--until', '2026-03-16')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `${NOTHING_VERIFIED}No matching calls between 2026-03-15T00:00:00Z and 2026-03-16T00:00:00Z (index: segments, 0 entries read).\n`,
    });
  });

  it.each([
    [['--table', 'Musik'], 254, 'Did you mean "Music"?'],
    [['--table', `${tableArn('Music')}/index/byYear`], 252, 'Activity counts calls on an index or a stream'],
    [['--outcome', 'succeded'], 252, 'Did you mean "succeeded"?'],
    [['--next-token', 'x'], 252, 'Invalid page token'],
  ])('%j fails with %i', async (flags, exitCode, message) => {
    const failed = await ask(...flags);
    expect(failed.exitCode).toBe(exitCode);
    expect(failed.stderr).toContain(message);
  });
});
