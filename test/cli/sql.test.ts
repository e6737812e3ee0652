import { join } from 'node:path';
import { ddbAudit, parseLines } from '../support/command-line';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { dataEvent, nextEventId } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit sql', () => {
  const local = join(temporaryFolder(), 'data');
  beforeAll(async () => {
    const database = await openTestDatabase();
    await writeDataFolder(database, local, [
      [
        dataEvent({ eventID: nextEventId(), eventName: 'GetItem', userAgent: 'one\u001b[31m\u202e' }),
        dataEvent({ eventID: nextEventId(), eventName: 'PutItem', userAgent: '=cmd()' }),
      ],
    ]);
    database.close();
  });
  const sql = (statement: string, ...words: string[]) =>
    ddbAudit(['sql', statement, '--local', local, ...words]);

  const AGENTS = 'SELECT eventName, userAgent, resources[1:0] AS none FROM events ORDER BY 1';

  it('prints a row a line as JSON, without control characters', async () => {
    const ran = await sql(AGENTS);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).not.toMatch(/[\u001b\u202e]/);
    expect(parseLines(ran)).toEqual([
      { eventName: 'GetItem', userAgent: 'one\u001b[31m\u202e', none: [] },
      { eventName: 'PutItem', userAgent: '=cmd()', none: [] },
    ]);
  });

  it('prints JSON', async () => {
    expect(JSON.parse((await sql(AGENTS, '--output', 'json')).stdout)).toHaveLength(2);
    expect((await sql('SELECT 1 WHERE false', '--output', 'json')).stdout).toBe('[]\n');
  });

  it('prints CSV that a spreadsheet only shows', async () => {
    expect((await sql(AGENTS, '--output', 'csv')).stdout).toBe(
      "eventName,userAgent,none\r\nGetItem,one\\u001b[31m\\u202e,[]\r\nPutItem,'=cmd(),[]\r\n",
    );
  });

  it('writes numbers of CSV as they are, and text that begins like a formula with an apostrophe', async () => {
    const { stdout } = await sql("SELECT -5 AS number, '-5' AS text", '--output', 'csv');
    expect(stdout).toBe("number,text\r\n-5,'-5\r\n");
  });

  it('prints a table, and says which columns do not fit the terminal', async () => {
    const { stdout, stderr } = await ddbAudit(['sql', 'SELECT * FROM events', '--local', local], {
      columns: 80,
    });
    expect(stdout.split('\n')[0]).toMatch(/^eventId +eventTime/);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(stderr).toMatch(/^Columns hidden to fit the terminal: .*\. Select fewer columns/);
  });

  it('ends a table after 1,000 rows, and says so', async () => {
    const { stdout, stderr } = await sql('SELECT * FROM range(5000)', '--output', 'table');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1_001);
    expect(stderr).toBe(
      'Showing the first 1,000 rows; more are available. Use --output csv or ndjson for all.\n',
    );
  });

  it('refuses a row that is longer than any text, with what to do', async () => {
    const long = "SELECT repeat('x', 300000000) AS one, repeat('y', 300000000) AS other";
    await expect(sql(long)).resolves.toMatchObject({
      exitCode: 252,
      stdout: '',
      stderr: expect.stringMatching(
        /Row 1 of the result is too long to be written: .*\. Select fewer columns, or/,
      ),
    });
  });

  it('prints all rows of other formats', async () => {
    const { stdout } = await sql('SELECT * FROM range(5000)', '--output', 'csv');
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(5_001);
  });

  it('says what was searched when there are no rows', async () => {
    const { exitCode, stderr } = await sql("SELECT * FROM events WHERE eventName = 'DeleteTable'");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr:
        'No rows. The data folder has 2 events between 2026-03-14T09:26:53Z and 2026-03-14T09:26:53Z.\n',
    });
  });

  it.each([
    [['DELETE FROM events'], /^ddb-audit: Only SELECT is allowed/],
    [['SELECT * FROM event'], /^ddb-audit: There is no view "event"\. The views are: events, originals/],
    [
      ['SELECT evntName FROM events'],
      /^ddb-audit: Invalid SQL: Referenced column "evntName" not found.*\n {2}/,
    ],
    [['SELECT 1', '--timeout', '0'], /It must be a number of seconds above 0/],
  ])('refuses %j', async ([statement, ...words], message) => {
    const { exitCode, stdout, stderr } = await sql(statement!, ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 252, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('says how to create a data folder that does not exist', async () => {
    const { exitCode, stderr } = await ddbAudit(['sql', 'SELECT 1', '--local', join(local, 'none')]);
    expect(exitCode).toBe(253);
    expect(stderr).toMatch(/does not exist. Create it with: ddb-audit ingest/);
  });
});
