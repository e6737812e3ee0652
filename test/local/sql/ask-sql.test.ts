import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { PUBLIC_EVENT_COLUMNS } from '../../../src/local/segments/public-columns';
import { askSql, type SqlOptions } from '../../../src/local/sql/ask-sql';
import { VIEWS } from '../../../src/local/sql/views';
import { openTestDatabase, writeDataFolder } from '../../support/data-folders';
import { controlEvent, dataEvent, EVENT_TIME, nextEventId, tableArn } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';

const parent = temporaryFolder();
// Characters that DuckDB takes for a pattern or for the end of a string.
const dir = join(parent, "data [1]*?'");
const secret = join(parent, 'secret.csv');
const repeated = dataEvent({ eventName: 'PutItem' });
let segment = '';

beforeAll(async () => {
  writeFileSync(secret, 'word\nhidden\n');
  const database = await openTestDatabase();
  const { segments } = await writeDataFolder(database, dir, [
    [
      dataEvent({
        eventID: nextEventId(),
        eventName: 'GetItem',
        requestParameters: { tableName: 'Music', key: { artist: 'Nina' } },
      }),
      repeated,
    ],
    [repeated, controlEvent({ eventName: 'DeleteTable' })],
  ]);
  segment = join(dir, segments[0]!.events.path);
  database.close();
});

const ask = async (statement: string, options: Partial<SqlOptions> = {}, folder = dir) => {
  const rows: unknown[][] = [];
  let names: readonly string[] = [];
  await askSql(folder, statement, { timeoutSeconds: 60, ...options }, async ({ columns, batches }) => {
    names = columns;
    for await (const batch of batches) rows.push(...batch.map((row) => [...row]));
  });
  return { columns: names, rows };
};

/** Bytes of every file below a folder. */
const snapshot = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path).toString('base64')]),
  );

describe('a SELECT', () => {
  test('reads the columns of the documented views', async () => {
    for (const { name, columns } of VIEWS) {
      const { rows } = await ask(`SELECT column_name, column_type FROM (DESCRIBE ${name})`);
      expect(rows).toEqual(columns.map((column) => [column.name, column.type]));
    }
  });

  test('gets times as ISO 8601, whole numbers as numbers, lists and maps as JSON', async () => {
    const { columns, rows } = await ask(
      `SELECT eventTime, itemKeys, resources, count(*) OVER () AS events, eventTime::DATE AS day
       FROM events WHERE eventName = 'GetItem'`,
    );
    expect(columns).toEqual(['eventTime', 'itemKeys', 'resources', 'events', 'day']);
    expect(rows).toEqual([[EVENT_TIME, [{ artist: 'Nina' }], [tableArn('Music')], 1, '2026-03-14']]);
  });

  test.each([
    ["TIMESTAMPTZ '2026-03-14 02:00:00.25+01'", '2026-03-14T01:00:00.25Z'],
    ["TIMESTAMP 'infinity'", 'infinity'],
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['sum(2::BIGINT)', 2],
    ["{'at': TIMESTAMP '2026-03-14 02:00:00', 'n': [1::BIGINT]}", { at: '2026-03-14T02:00:00Z', n: [1] }],
    ['MAP {1: true}', { '1': true }],
    ["'nan'::DOUBLE", 'NaN'],
    ["'a\\xFF'::BLOB", 'a\\xFF'],
    ['1.50::DECIMAL(5, 2)', '1.50'],
    ['INTERVAL 90 MINUTE', '01:30:00'],
    ['NULL', null],
  ])('%s is %j', async (expression, value) => {
    expect((await ask(`SELECT ${expression}`)).rows).toEqual([[value]]);
  });

  test('gives each column a name of its own', async () => {
    const { columns } = await ask('SELECT 1 AS a, 2 AS a, 3 AS "a:1", 4 AS a');
    expect(columns).toEqual(['a', 'a:2', 'a:1', 'a:3']);
  });

  test('counts an event once that two segments hold', async () => {
    expect((await ask("SELECT eventId FROM events WHERE eventName = 'PutItem'")).rows).toHaveLength(1);
    expect((await ask('SELECT count(*) FROM originals')).rows).toEqual([[3]]);
  });

  test('reads the original of each event', async () => {
    const { rows } = await ask(
      `SELECT e.eventName, json_extract_string(o.original, '$.eventName')
       FROM events e JOIN originals o USING (eventId, contentHash) ORDER BY 1`,
    );
    expect(rows).toEqual(['DeleteTable', 'GetItem', 'PutItem'].map((name) => [name, name]));
  });

  test('reads when a principal and a resource were first seen', async () => {
    const { rows } = await ask('SELECT resource, tableName, firstSeen FROM resources');
    expect(rows).toContainEqual([tableArn('Music'), 'Music', '2026-03-14']);
    expect((await ask('SELECT lastSeen FROM principals')).rows[0]).toEqual(['2026-03-14']);
  });

  test('may name its own queries, and use lists as tables', async () => {
    const { rows } = await ask(
      'WITH named AS (SELECT unnest(resources) AS r FROM Events) SELECT DISTINCT r FROM named, range(2)',
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('answers from a data folder without events', async () => {
    const database = await openTestDatabase();
    const empty = join(parent, 'empty');
    await writeDataFolder(database, empty, []);
    database.close();
    expect((await ask('SELECT * FROM events', {}, empty)).columns).toEqual(
      PUBLIC_EVENT_COLUMNS.map(({ name }) => name),
    );
    expect((await ask('SELECT count(*) FROM files', {}, empty)).rows).toEqual([[0]]);
  });
});

describe('a statement that could read or change anything else', () => {
  const statements = (): [string, RegExp][] => [
    ['', /empty/],
    ['SELECT 1; SELECT 2', /one SELECT/],
    ['PIVOT events ON service USING count(*)', /no PIVOT without/],
    ['-- nothing', /empty/],
    [`SELECT 1; COPY (SELECT 1) TO '${quoted(segment)}'`, /Only SELECT/],
    [`COPY (SELECT 1) TO '${quoted(segment)}' (FORMAT parquet, USE_TMP_FILE false)`, /Only SELECT/],
    [
      `EXPLAIN ANALYZE COPY (SELECT 1) TO '${quoted(segment)}' (FORMAT parquet, USE_TMP_FILE false)`,
      /Only SELECT/,
    ],
    ['EXPLAIN SELECT 1', /Only SELECT/],
    [`EXPORT DATABASE '${quoted(dir)}'`, /Only SELECT/],
    [`ATTACH '${quoted(segment)}' AS other`, /Only SELECT/],
    ['INSTALL httpfs', /Only SELECT/],
    ['LOAD httpfs', /Only SELECT/],
    ['SET threads = 2', /Only SELECT/],
    ['SET lock_configuration = false', /Only SELECT/],
    ['SET VARIABLE word = 1', /Only SELECT/],
    ['RESET enable_external_access', /Only SELECT/],
    ['PRAGMA database_list', /Only SELECT/],
    ['CALL pragma_version()', /Only SELECT/],
    [`CALL enable_logging(storage = 'file', storage_path = '${quoted(segment)}')`, /Only SELECT/],
    ['CREATE TABLE mine AS SELECT 1', /Only SELECT/],
    ['DROP VIEW events', /Only SELECT/],
    ['DELETE FROM events', /Only SELECT/],
    ['PREPARE mine AS SELECT 1', /Only SELECT/],
    ['CHECKPOINT', /Only SELECT/],
    ['WITH made AS (INSERT INTO events VALUES (1) RETURNING *) SELECT * FROM made', /Invalid SQL/],
    [`SELECT * FROM read_csv('${quoted(secret)}')`, /read_csv is not allowed/],
    [`SELECT * FROM read_text('/etc/passwd')`, /read_text is not allowed/],
    [`SELECT * FROM read_parquet('${quoted(segment)}')`, /read_parquet is not allowed/],
    [`SELECT * FROM glob('/etc/*')`, /glob is not allowed/],
    [`SELECT (SELECT count(*) FROM read_blob('/etc/passwd'))`, /read_blob is not allowed/],
    [
      `WITH made AS (SELECT * FROM "READ_TEXT"('/etc/passwd')) SELECT * FROM made`,
      /read_text is not allowed/,
    ],
    [`SELECT * FROM (DESCRIBE SELECT * FROM sniff_csv('/etc/passwd'))`, /sniff_csv is not allowed/],
    [
      `SELECT 1 ORDER BY (SELECT count(*) FROM parquet_metadata('${quoted(segment)}'))`,
      /parquet_metadata is not/,
    ],
    [`SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')`, /query is not allowed/],
    [`SELECT * FROM query_table('events')`, /query_table is not allowed/],
    [
      `SELECT * FROM enable_logging(storage := 'file', storage_path := '${quoted(segment)}')`,
      /enable_logging is not/,
    ],
    [`SELECT * FROM enable_profiling(save_location := '${quoted(segment)}')`, /enable_profiling is not/],
    [`SELECT * FROM force_checkpoint()`, /force_checkpoint is not/],
    [`SELECT * FROM '${quoted(segment)}'`, /There is no view/],
    [`SELECT * FROM '${quoted(secret)}'`, /There is no view/],
    ['SELECT * FROM duckdb_settings', /There is no view/],
    ["SELECT getenv('HOME')", /getenv does not exist/],
    ["SELECT content FROM read_text(['/etc/passwd', '/etc/hosts'])", /read_text is not allowed/],
  ];
  const quoted = (path: string): string => path.replaceAll("'", "''");

  test('is refused, and changes nothing', async () => {
    const before = snapshot(parent);
    for (const [statement, message] of statements()) {
      const refusal = await ask(statement).then(
        () => 'ran',
        ({ code, message }) => `${code}: ${message}`,
      );
      expect([statement, refusal]).toEqual([
        statement,
        expect.stringMatching(new RegExp(`^InvalidArgument: .*${message.source}`)),
      ]);
    }
    expect(snapshot(parent)).toEqual(before);
  });

  test('cannot read a file even if a function for it were allowed', async () => {
    // A view cannot be asked without its files, so this holds for whatever the check of statements overlooks.
    const { createViews } = await import('../../../src/local/sql/create-views');
    const { CheckedFiles } = await import('../../../src/local/folder/checked-files');
    const { connection, close } = await openTestDatabase();
    await createViews(connection, new CheckedFiles(dir), await new CommitLog(dir).read(), ['events']);
    for (const statement of [
      `SELECT * FROM read_csv('${quoted(secret)}')`,
      "SELECT * FROM read_text('/etc/passwd')",
      `COPY (SELECT 1) TO '${quoted(join(parent, 'new.csv'))}'`,
      `ATTACH '${quoted(join(parent, 'new.db'))}' AS other`,
      'INSTALL httpfs',
      'SET enable_external_access = true',
      "SET allowed_directories = ['/']",
    ]) {
      await expect(connection.run(statement)).rejects.toThrow(/disabled|cannot|locked|Cannot/i);
    }
    close();
  });
});

describe('a statement that is wrong', () => {
  test.each([
    ['SELEC 1', 'Invalid SQL: syntax error at or near "SELEC"'],
    [
      'SELECT * FROM event',
      'There is no view "event". The views are: events, originals, files, principals, resources.',
    ],
    ['SELECT eventname2 FROM events', 'Invalid SQL: Referenced column "eventname2" not found'],
    ['SELECT $1', 'Invalid SQL: Values were not provided'],
    ["SELECT 'x'::INTEGER", "Invalid SQL: Could not convert string 'x' to INT32"],
  ])('%s', async (statement, message) => {
    await expect(ask(statement)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringContaining(message),
    });
  });
});

describe('a statement that takes long', () => {
  const endless = 'SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE i * j % 7 = 3';

  test('ends at its time limit', async () => {
    await expect(ask(endless, { timeoutSeconds: 0.2 })).rejects.toMatchObject({ code: 'OutOfTime' });
  });

  test('ends when it is interrupted', async () => {
    await expect(ask(endless, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('does not count the time of whoever reads the rows', async () => {
    const slowly = askSql(dir, 'SELECT * FROM range(10000)', { timeoutSeconds: 1 }, async ({ batches }) => {
      for await (const _ of batches) await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await expect(slowly).resolves.toBeUndefined();
  });
});

test('a value that is longer than any text is refused, with its row, its column and what to do', async () => {
  const statement = "SELECT 1 AS short, repeat('x', 540000000) AS long";
  await expect(ask(statement)).rejects.toMatchObject({
    code: 'InvalidArgument',
    message: expect.stringMatching(
      /^The value of "long" in row 1 cannot be read: .*\. Select a part of it, such as substr\("long", 1, 1000\)\.$/,
    ),
    cause: expect.objectContaining({ code: 'ERR_STRING_TOO_LONG' }),
  });
});

describe('a damaged file', () => {
  test('stops the statements that need it, and no others', async () => {
    const database = await openTestDatabase();
    const damaged = join(parent, 'damaged');
    const { segments } = await writeDataFolder(database, damaged, [[dataEvent()]]);
    database.close();
    const path = join(damaged, segments[0]!.originals.path);
    const bytes = readFileSync(path);
    bytes[40]! ^= 1;
    writeFileSync(path, bytes);
    await expect(ask('SELECT * FROM originals', {}, damaged)).rejects.toMatchObject({
      code: 'DamagedFile',
      message: expect.stringContaining(segments[0]!.originals.path),
    });
    expect((await ask('SELECT count(*) FROM events', {}, damaged)).rows).toEqual([[1]]);
  });
});
