import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSION_NAMES, INTERVAL_NAMES } from '../../src/query/dimensions';
import { NOTHING_VERIFIED } from '../support/answer-coverage';
import { ddbAudit, parseLines } from '../support/command-line';
import {
  controlEvent,
  dataEvent,
  daxEvent,
  denial,
  eventBytes,
  identities,
  logFile,
  nextEventId,
  streamEvent,
  tableArn,
} from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

interface Shown {
  eventId: string;
  eventName: string;
  eventTime: string;
  variants?: number;
  [field: string]: unknown;
}

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const HOSTILE_AGENT = '=cmd|"calc"\x1b[2J\x9b31m\u202e,\r\nsecond line';

const deleted = controlEvent({
  eventName: 'DeleteTable',
  eventTime: at(10),
  readOnly: false,
  userIdentity: identities.root(),
});
const denied = controlEvent({ eventTime: at(11), ...denial('no') });
const read = dataEvent({ eventTime: at(12) });
const hostile = dataEvent({ eventTime: at(13), userAgent: HOSTILE_AGENT });
const streamed = streamEvent({ eventTime: at(14) });
const dax = daxEvent({ eventTime: at(15) });
const forgedId = nextEventId();
const genuine = dataEvent({ eventID: forgedId, eventTime: at(16), eventName: 'PutItem' });
const forged = dataEvent({ eventID: forgedId, eventTime: at(16), eventName: 'DeleteItem' });
const EVENTS = [deleted, denied, read, hostile, streamed, dax, genuine, forged];

describe('ddb-audit on a data folder', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');

  beforeAll(async () => {
    const logs = join(parent, 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'one.json.gz'), logFile(EVENTS));
    const { exitCode } = await ddbAudit(['ingest', parent, '--local', local]);
    expect(exitCode).toBe(0);
  });

  const ask = (...words: string[]) => ddbAudit([...words, '--local', local]);
  const search = async (...flags: string[]) => parseLines<Shown>(await ask('search', ...flags));
  const toIds = (shown: Shown[]) => shown.map(({ eventId }) => eventId);

  describe('search', () => {
    it('prints newest first, line by line', async () => {
      const times = (await search()).map(({ eventTime }) => eventTime);
      expect(times).toHaveLength(EVENTS.length);
      expect(times).toEqual([...times].sort().reverse());
    });

    it('says on stderr what was searched if nothing matches, and prints nothing', async () => {
      expect(await ask('search', '--action', 'DeleteBackup', '--since', at(11))).toMatchObject({
        exitCode: 0,
        stdout: '',
        stderr: `${NOTHING_VERIFIED}No matching records between 2026-03-14T09:11:00Z and now (index: segments, 8 entries read).\n`,
      });
    });

    it.each([
      [['--resource', tableArn('Music'), '--plane', 'control', '--access', 'write'], [deleted]],
      [
        ['--table', 'Music', '--action', 'GetItem'],
        [hostile, read],
      ],
      [['--principal', identities.root().arn as string], [deleted]],
      [
        ['--action', 'DeleteTable', '--action', 'dax:DescribeClusters'],
        [dax, deleted],
      ],
      [['--action', 'GetRecords'], [streamed]],
      [
        ['--service', 'dax', '--service', 'dynamodbstreams'],
        [dax, streamed],
      ],
      [['--error', 'AccessDenied'], [denied]],
      [['--outcome', 'denied'], [denied]],
      [['--risk', 'high', '--principal', identities.root().arn as string], [deleted]],
      [['--access-key', 'ASIAROOTEXAMPLE00001'], [deleted]],
      [
        ['--source-ip', '203.0.113.20', '--category', 'item', '--action', 'GetItem'],
        [hostile, read],
      ],
      [
        ['--session', 'i-0abc', '--action', 'GetItem'],
        [hostile, read],
      ],
      [['--account', '111122223333', '--event-region', 'us-east-1', '--service', 'dax'], [dax]],
      [
        ['--since', at(14), '--until', at(16)],
        [dax, streamed],
      ],
      [['--since', at(14), '--until', at(14)], []],
      [
        ['--until', at(12), '--order', 'asc'],
        [deleted, denied],
      ],
    ])('%j', async (flags, expected) => {
      expect(toIds(await search(...flags))).toEqual(expected.map(({ eventID }) => eventID));
    });

    it('prints pages of JSON that follow each other', async () => {
      const first = JSON.parse((await ask('search', '--output', 'json', '--limit', '3')).stdout);
      expect(Object.keys(first)).toEqual(['records', 'nextToken', 'coverage']);
      const rest = JSON.parse(
        (await ask('search', '--output', 'json', '--next-token', first.nextToken, '--limit', 'all')).stdout,
      );
      expect(Object.keys(rest)).toEqual(['records', 'coverage']);
      expect([...first.records, ...rest.records]).toEqual(await search('--limit', 'all'));
    });

    it('says on stderr how to continue', async () => {
      const { stderr, stdout } = await ask('search', '--limit', '1');
      expect(stdout.trim().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(/^Showing 1 record; more are available\. .*--next-token \S+ to continue\.$/m);
    });

    it('prints an empty answer as JSON', async () => {
      const { stdout } = await ask('search', '--output', 'json', '--since', at(50));
      expect(JSON.parse(stdout)).toEqual({
        records: [],
        coverage: expect.objectContaining({ status: 'not-provable' }),
      });
    });

    it('prints originals as a log file', async () => {
      const { stdout } = await ask('search', '--output', 'records', '--action', 'GetItem');
      expect(JSON.parse(stdout)).toEqual({ Records: [hostile, read] });
    });

    it('prints all variants of an event once as originals', async () => {
      const { stdout } = await ask('search', '--output', 'records', '--since', at(16));
      expect(JSON.parse(stdout).Records).toHaveLength(2);
    });

    it('prints CSV in which nothing runs', async () => {
      const { stdout } = await ask('search', '--output', 'csv', '--since', at(13), '--until', at(14));
      const [head, line, end] = stdout.split('\r\n');
      expect(head).toMatch(/^eventId,eventTime,/);
      expect(line).toContain(`"'=cmd|""calc""\\u001b[2J\\u009b31m\\u202e,\\r\\nsecond line"`);
      expect(end).toBe('');
    });

    it('prints JSON without control characters', async () => {
      const { stdout } = await ask('search', '--since', at(13), '--until', at(14));
      expect(stdout.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      expect(JSON.parse(stdout).userAgent).toBe(HOSTILE_AGENT);
    });

    const table = async (columns: number, ...flags: string[]) => {
      const { stdout, stderr } = await ddbAudit(['search', '--local', local, '--no-color', ...flags], {
        columns,
      });
      const [head, ...rows] = stdout.trimEnd().split('\n');
      return { heads: head!.trim().split(/ {2,}/), rows, stderr };
    };

    it.each([
      [80, ['TIME', 'ACTION', 'PRINCIPAL', 'RESOURCE', 'OUTCOME', 'RISK'], 'FROM, EVENT ID'],
      [120, ['TIME', 'ACTION', 'PRINCIPAL', 'RESOURCE', 'OUTCOME', 'FROM', 'RISK'], 'EVENT ID'],
      [200, ['TIME', 'ACTION', 'PRINCIPAL', 'RESOURCE', 'OUTCOME', 'FROM', 'RISK', 'EVENT ID'], undefined],
    ])('fits a table to a terminal of %i columns and names what it hides', async (width, heads, hidden) => {
      const shown = await table(width);
      expect(shown.heads).toEqual(heads);
      expect(shown.rows).toHaveLength(EVENTS.length);
      for (const row of shown.rows) expect(row.length).toBeLessThanOrEqual(width);
      expect(shown.rows.join()).toContain(' Music');
      const notice = `Columns hidden to fit the terminal: ${hidden}. Use --wide, or --columns to choose.\n`;
      expect(shown.stderr).toBe(`${hidden ? notice : ''}${NOTHING_VERIFIED}`);
    });

    it('prints the columns that were chosen, in their order', async () => {
      const { heads, rows } = await table(80, '--columns', 'event-id,account,action');
      expect(heads).toEqual(['EVENT ID', 'ACCOUNT', 'ACTION']);
      expect(rows.join()).toContain(deleted.eventID as string);
    });

    it('prints all columns uncut with --wide', async () => {
      const { heads, rows, stderr } = await table(80, '--wide');
      expect(heads).toEqual(expect.arrayContaining(['EVENT ID', 'ACCOUNT', 'REGION', 'USER AGENT']));
      expect(rows.join()).not.toContain('…');
      expect(stderr).toBe(NOTHING_VERIFIED);
    });

    it.each([
      [['--columns', 'time,nothing'], 'Allowed columns are time, action'],
      [['--columns', 'time', '--output', 'csv'], 'Add --output table'],
      [['--wide', '--output', 'json'], 'Add --output table'],
      [['--wide', '--columns', 'time'], 'cannot be used with'],
    ])('refuses %j', async (flags, message) => {
      const ran = await ask('search', ...flags);
      expect(ran).toMatchObject({ exitCode: 252, stdout: '', stderr: expect.stringContaining(message) });
    });

    it.each([
      ['on a terminal', {}, [], true],
      ['not with NO_COLOR', { NO_COLOR: '1' }, [], false],
      ['with an empty NO_COLOR', { NO_COLOR: '' }, [], true],
      ['not on a dumb terminal', { TERM: 'dumb' }, [], false],
      ['not with --no-color', {}, ['--no-color'], false],
      ['with --color, whatever the environment', { NO_COLOR: '1' }, ['--color'], true],
    ])('colours %s', async (_, env, flags, coloured) => {
      const { stdout } = await ddbAudit(['search', '--local', local, ...flags], { columns: 200, env });
      expect(stdout.includes('\x1b[')).toBe(coloured);
    });
  });

  describe('show', () => {
    it('prints the record with its log file', async () => {
      const { stdout } = await ask('show', read.eventID as string);
      expect(JSON.parse(stdout)).toMatchObject({
        eventId: read.eventID,
        eventName: 'GetItem',
        source: { bucket: 'local', key: expect.stringMatching(/^AWSLogs\/.*one\.json\.gz$/) },
      });
    });

    it.each([read, hostile, deleted])('prints the exact bytes of an event', async (event) => {
      const { stdoutBytes } = await ask('show', event.eventID as string, '--original');
      expect(stdoutBytes).toEqual(eventBytes(event));
    });

    it('shows all variants of an event as such', async () => {
      const shown = parseLines<Shown>(await ask('show', forgedId));
      expect(shown.map(({ eventName }) => eventName).sort()).toEqual(['DeleteItem', 'PutItem']);
      expect(shown.map(({ variants }) => variants)).toEqual([2, 2]);
      const { stdout, stderr } = await ask('show', forgedId, '--original');
      expect(stdout.trim().split('\n')).toHaveLength(2);
      expect(stderr).toBe('');
    });

    it('prints fields line by line on a terminal', async () => {
      const { stdout } = await ddbAudit(['show', hostile.eventID as string, '--local', local], {
        columns: 80,
      });
      expect(stdout).toMatch(/^eventId +5e1f/);
      expect(stdout).toMatch(/^principal\.name +orders-service$/m);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    });

    it('knows no other event', async () => {
      await expect(ask('show', 'nothing')).resolves.toMatchObject({
        exitCode: 254,
        stdout: '',
        stderr: expect.stringContaining('nothing'),
      });
    });
  });

  it('exports every record once', async () => {
    const exported = parseLines<Shown>(await ask('export'));
    expect(toIds(exported).sort()).toEqual(EVENTS.map(({ eventID }) => eventID).sort());
    for (const record of exported) expect(record.source).toMatchObject({ bucket: 'local' });
    const csv = await ask('export', '--output', 'csv');
    expect(csv.stdout.split('\r\n')).toHaveLength(EVENTS.length + 2);
    expect(csv.stdout).toMatch(/,sourceBucket,sourceKey\r\n/);
  });

  it.each([
    ['resources', tableArn('Music')],
    ['principals', identities.root().arn],
    ['actions', 'dynamodb:DeleteTable'],
    ['accounts', '111122223333'],
    ['regions', 'us-east-1'],
  ])('lists %s', async (kind, value) => {
    const entry = expect.objectContaining({ value, firstSeen: '2026-03-14', lastSeen: '2026-03-14' });
    expect(parseLines(await ask('list', kind))).toContainEqual(entry);
    const json = JSON.parse((await ask('list', kind, '--output', 'json')).stdout);
    expect(json).toEqual({ records: expect.arrayContaining([entry]) });
    expect((await ask('list', kind, '--output', 'table')).stdout).toContain(value);
    expect((await ask('list', kind, '--output', 'csv')).stdout).toMatch(/^value,name,firstSeen,lastSeen\r\n/);
  });

  it('fits a list to the terminal, with its values uncut', async () => {
    const { stdout, stderr } = await ddbAudit(['list', 'principals', '--local', local, '--no-color'], {
      columns: 80,
    });
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^VALUE +FIRST SEEN +LAST SEEN$/);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    expect(stderr).toContain('hidden to fit the terminal: NAME.');
  });

  it('explains how a search is answered', async () => {
    const { stdout } = await ask('explain', '--table', 'Music', '--access', 'write');
    expect(JSON.parse(stdout)).toMatchObject({ index: 'segments', partitions: expect.any(Array) });
  });

  it('explains how a search for an item is answered', async () => {
    const { stdout } = await ask('explain', '--table', 'Music', '--key', 'Artist=Nina');
    expect(JSON.parse(stdout).filters).toContain('item by Artist');
  });

  describe('summary', () => {
    it('counts over time by a property', async () => {
      const { stdout } = await ask('summary', '--by', 'outcome', '--interval', '1h');
      expect(JSON.parse(stdout)).toMatchObject({
        by: 'outcome',
        interval: '1h',
        buckets: [{ start: '2026-03-14T09:00:00Z', counts: { succeeded: 7, denied: 1 } }],
        totals: { succeeded: 7, denied: 1 },
        records: 8,
        complete: true,
      });
    });

    it('prints a row for each time and value', async () => {
      const csv = await ask('summary', '--by', 'outcome', '--interval', '1h', '--output', 'csv');
      expect(csv.stdout).toBe(
        'start,outcome,records\r\n2026-03-14T09:00:00Z,succeeded,7\r\n2026-03-14T09:00:00Z,denied,1\r\n',
      );
      const table = await ask('summary', '--by', 'service', '--output', 'table');
      expect(table.stdout).toMatch(
        /^SERVICE +RECORDS\ndynamodb +6\n(.+\n)+All records +8\n\nSTART +SERVICE +RECORDS\n/,
      );
    });

    it('offers the dimensions and intervals that there are', async () => {
      const { stdout } = await ask('summary', '--help');
      const help = stdout.replaceAll(/\s+/g, ' ');
      expect(help).toContain(`choices: ${DIMENSION_NAMES.map((name) => `"${name}"`).join(', ')}`);
      expect(help).toContain(`choices: ${INTERVAL_NAMES.map((name) => `"${name}"`).join(', ')}`);
    });
  });

  describe('policy', () => {
    const role = 'arn:aws:iam::111122223333:role/service/orders-service';

    it('prints what a principal needs for what it did', async () => {
      const { stdout } = await ask('policy', '--principal', role, '--action', 'GetItem');
      expect(JSON.parse(stdout)).toEqual({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [tableArn('Music')] }],
      });
    });

    it('leaves out what was denied, unless asked', async () => {
      const alice = identities.iamUser().arn as string;
      const without = await ask('policy', '--principal', alice, '--error', 'AccessDenied');
      expect(without).toMatchObject({ exitCode: 254, stdout: '' });
      const { stdout } = await ask(
        'policy',
        '--principal',
        alice,
        '--error',
        'AccessDenied',
        '--include-denied',
      );
      expect(JSON.parse(stdout).Statement).toHaveLength(1);
    });
  });
});
