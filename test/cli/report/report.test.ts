import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Report, reportSchema } from '../../../src/report/report-schema';
import { ddbAudit } from '../../support/command-line';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';
import { VerifiedFolders } from '../../support/verified-folders';
import { altered, RANGE, reportedChain } from './reported-trail';

jest.setTimeout(timeoutFor(6));

const toHash = (text: string) => createHash('sha256').update(text).digest('hex');
/** A file without its last line, and that line. */
const splitLastLine = (text: string): [string, string] => {
  const end = text.trimEnd().lastIndexOf('\n') + 1;
  return [text.slice(0, end), text.slice(end)];
};

describe('ddb-audit report on a data folder', () => {
  const folders = new VerifiedFolders(temporaryFolder());
  const local = folders.create();
  let page = '';
  let json = '';
  let report: Report;

  /** Writes a report into a new folder. */
  const write = async (...words: string[]) => {
    const out = folders.create('report');
    const ran = await ddbAudit(['report', '--local', local, '--out', out, ...words]);
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    return { ...ran, out, read };
  };

  beforeAll(async () => {
    const chain = reportedChain(folders);
    await folders.ingest(local, chain.logFiles);
    await folders.verify(folders.copy(chain.objects), local);
    // Another content of the first log file arrives later.
    await folders.ingest(local, [{ ...chain.logFiles[0]!, body: altered() }]);
    const { exitCode, stderr, read } = await write(...RANGE);
    expect(stderr).toMatch(
      /^Wrote report\.html and report\.json to .*\. Coverage of the range: incomplete\.\n$/,
    );
    expect(exitCode).toBe(0);
    page = read('report.html');
    json = read('report.json');
    report = JSON.parse(json);
  });

  it('writes JSON of its schema', () => {
    expect(reportSchema.extend({ sha256: z.string() }).parse(report)).toEqual(report);
  });

  it('ends both files with the hash of everything before', () => {
    const [body, last] = splitLastLine(page);
    expect(last).toBe(
      `<p class="seal">SHA-256 of all bytes before this line: <code>${toHash(body)}</code></p></body></html>\n`,
    );
    const [start, end] = splitLastLine(json);
    expect(end).toBe(`"sha256": "${toHash(start)}"}\n`);
    expect(page).toContain(toHash(start));
  });

  it('writes the same bytes for the same audit and range', async () => {
    const again = await write(...RANGE);
    expect(again.read('report.html')).toBe(page);
    expect(again.read('report.json')).toBe(json);
  });

  it('tells for each day of a place whether it is proven', () => {
    const [place] = report.places.listed;
    expect(place).toMatchObject({ accountId: '111122223333', region: 'us-east-1', state: 'incomplete' });
    expect(place!.days).toEqual({ '2026-03-14': 'incomplete', '2026-03-15': 'notProvable' });
    expect(page).toContain('<td class="invalid" title="2026-03-14: incomplete">✗</td>');
    expect(page).toContain('<td class="unproven" title="2026-03-15: not provable">?</td>');
  });

  it('names the objects that keep time from being proven', () => {
    expect(report.exceptions.listed[0]).toMatchObject({
      state: 'incomplete',
      object: expect.stringContaining('/CloudTrail/us-east-1/2026/03/14/'),
      reason: expect.stringContaining('no digest signs'),
    });
  });

  it('counts every record once', () => {
    const { read, unaccounted, ...others } = report.conservation;
    expect({ read, unaccounted }).toEqual({ read: 28, unaccounted: 0 });
    expect(others).toEqual({
      otherServices: 1,
      excluded: 0,
      duplicates: 0,
      audited: 26,
      recorded: 26,
      summarized: 0,
      rejected: 1,
    });
    expect(page).toContain('No record is unaccounted for.');
  });

  it('counts log files by status and lists those that are not simply done', () => {
    expect(report.files).toMatchObject({ files: 26, done: 26, failed: 0, rejected: 1, altered: 1 });
    expect(report.files.listed.map(({ statuses }) => statuses)).toEqual([['altered'], ['rejected']]);
  });

  it('groups privileged and denied actions by who called them', () => {
    const toLine = ({ principal, eventName, outcome, calls }: Report['denied']['listed'][number]) =>
      `${principal.slice(principal.lastIndexOf(':') + 1)} ${eventName} ${outcome} ${calls}`;
    expect(report.privileged.listed.map(toLine)).toEqual(
      expect.arrayContaining([
        'role/service/data-admin DeleteTable succeeded 1',
        'role/service/data-admin DeleteTable denied 1',
        'root DescribeTable succeeded 1',
      ]),
    );
    expect(report.denied.listed.map(toLine)).toEqual([
      'role/service/data-admin DeleteTable denied 1',
      'user/mallory GetItem denied 1',
    ]);
  });

  it('says in words why calls are risky, the highest level first', () => {
    const { listed, levels, total } = report.risks;
    expect(listed[0]).toMatchObject({ eventName: 'StopLogging', level: 'critical' });
    expect(listed[0]!.words[0]).toBe('Trail audit no longer logs: alice called StopLogging');
    expect(Object.values(levels).reduce((sum, count) => sum + count)).toBe(total);
    expect(report.guard.listed.map(({ eventName }) => eventName)).toEqual(['StopLogging']);
  });

  it('says of which risky calls the events cannot be read', async () => {
    const originals = join(local, 'originals');
    const hidden = join(folders.parent, 'originals');
    renameSync(originals, hidden);
    mkdirSync(originals);
    const { exitCode, stderr, read } = await write(...RANGE);
    rmdirSync(originals);
    renameSync(hidden, originals);
    const { events, risks }: Report = JSON.parse(read('report.json'));
    const calls = `The events of ${risks.listed.length} risky calls cannot be read`;
    expect(events.limits).toContainEqual(
      expect.stringMatching(`^${calls}, so only .* is damaged: .* ddb-audit ingest PATH... --local`),
    );
    expect(risks.listed[0]!.words[0]).toBe('Trail stopped');
    expect(stderr).toContain(calls);
    expect(exitCode).toBe(0);
  });

  it('tells table by table who called it with which outcome, and what changed', () => {
    const orders = report.tables.listed.find(({ table }) => table.endsWith('/Orders'))!;
    expect(orders).toMatchObject({ reads: 10, writes: 5, throttled: 1, denied: 1, callsOmitted: 0 });
    expect(orders.callers[0]).toMatchObject({ reads: 9, writes: 5, control: 0, succeeded: 13, throttled: 1 });
    expect(orders.changes.listed.map(({ eventName }) => eventName)).toContain('UpdateTable');
  });

  it('says who may read the folder', async () => {
    expect(report.access.facts).toContainEqual({ name: 'Folder', value: local });
    chmodSync(local, 0o750);
    const { read } = await write(...RANGE);
    chmodSync(local, 0o755);
    expect(JSON.parse(read('report.json')).access.facts).toContainEqual({
      name: 'Mode',
      value: '0750: owner: read, write, search; group: read, search; others: none',
    });
  });

  it('shows hostile texts as text, and cuts long ones', () => {
    expect(page).not.toMatch(/<(script|img)\b/i);
    for (const text of [page, json]) expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(page).toContain('\\u001b[2J\\u202e');
    const risk = report.risks.listed.find(({ userAgent }) => userAgent?.startsWith('agent'))!;
    expect(risk.userAgent).toMatch(/^agent é{194}… \([\d,]+ characters\)$/);
    expect(JSON.stringify(report)).toContain('window.ran=1');
  });

  it('loads nothing and runs nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(
      /<(script|link|img|iframe|object|base|form)\b|\bsrc=[^x]|\bhref=|url\(|@import/i,
    );
  });

  it('never says that nothing happened in a range without calls', async () => {
    const { read, exitCode } = await write('--since', '2026-02-01', '--until', '2026-02-02');
    expect(exitCode).toBe(0);
    const empty: Report = JSON.parse(read('report.json'));
    expect(empty).toMatchObject({ privileged: { calls: 0 }, risks: { total: 0 }, tables: { listed: [] } });
    expect(empty.coverage.status).not.toBe('proven');
    expect(read('report.html')).toContain('The audit has no such calls in this range.');
  });

  it('accepts a range without any time', async () => {
    const { read, exitCode } = await write('--since', '2026-03-14', '--until', '2026-03-14');
    expect(exitCode).toBe(0);
    expect(JSON.parse(read('report.json'))).toMatchObject({ files: { files: 0 }, tables: { listed: [] } });
  });

  it('reports about one account', async () => {
    const { read } = await write(...RANGE, '--account', '444455556666');
    const other: Report = JSON.parse(read('report.json'));
    expect(other).toMatchObject({ accounts: ['444455556666'], files: { files: 0 }, tables: { listed: [] } });
  });

  it('replaces no report', async () => {
    const { out } = await write(...RANGE);
    const { exitCode, stderr } = await ddbAudit(['report', '--local', local, '--out', out, ...RANGE]);
    expect(exitCode).toBe(252);
    expect(stderr).toMatch(/report\.json exists\. Specify another folder with --out\.\n$/);
  });

  it.each([
    [['--since', '2026-03-01', '--until', '2999-01-01'], 'is not over yet'],
    [['--since', '2024-01-01', '--until', '2026-03-01'], 'a report covers at most 400'],
    [['--since', '2026-03-02', '--until', '2026-03-01'], 'since must not be later than until'],
  ])('refuses the range %j', async (words, message) => {
    const { exitCode, stderr } = await write(...words);
    expect(exitCode).toBe(252);
    expect(stderr).toContain(message);
  });

  it('says what is wrong if it cannot write', async () => {
    const out = join(folders.parent, 'a file');
    writeFileSync(out, '');
    const { exitCode, stderr } = await ddbAudit(['report', '--local', local, '--out', out, ...RANGE]);
    expect(exitCode).toBe(253);
    expect(stderr).toContain(`Cannot create ${out}:`);
  });
});
