import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { ddbAudit } from '../support/command-line';
import { dataEvent, logFile } from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit explore', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data "folder" <b>');
  const event = dataEvent();
  let explorer: RunningExplorer;

  beforeAll(async () => {
    writeFileSync(join(parent, 'log.json.gz'), logFile([event]));
    await ddbAudit(['ingest', join(parent, 'log.json.gz'), '--local', local]);
    explorer = await startExplorer('--local', local);
  });
  afterAll(() => explorer.stop());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(explorer.url + path, { headers });
  const withToken = () => ({ authorization: `Bearer ${explorer.token}` });

  it('serves the page and its files without the token, which they do not contain', async () => {
    const paths = ['/', '/explorer.js', '/explorer.css', '/icon.svg'];
    const answers = await Promise.all(paths.map((path) => get(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const answer of answers) expect(await answer.text()).not.toContain(explorer.token);
  });

  it('names the audit in the page, as text', async () => {
    const page = await (await get('/')).text();
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;b&gt;');
  });

  it('lets the page load and ask this service only', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ]);
  });

  it('answers the API with the token only', async () => {
    const answer = await get('/api/events', withToken());
    expect(await answer.json()).toMatchObject({ records: [{ eventId: event.eventID }] });
    const refused = [{}, { authorization: 'Bearer guess' }, { cookie: `token=${explorer.token}` }];
    for (const headers of refused) expect((await get('/api/events', headers)).status).toBe(401);
    expect((await get(`/api/events?token=${explorer.token}`)).status).toBe(401);
  });

  it('allows no other origin to read answers', async () => {
    const answer = await get('/api/events', { ...withToken(), origin: 'https://example.com' });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it.each(['/', '/explorer.js', '/api/events'])('refuses a foreign Host for %s', async (path) => {
    const { port } = new URL(explorer.url);
    const headers = { ...withToken(), host: `rebound.example:${port}` };
    const status = await new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it.each(['POST', 'PUT', 'DELETE'])('reads only: it refuses %s', async (method) => {
    const answer = await fetch(`${explorer.url}/api/events`, { method, headers: withToken() });
    expect(answer.status).toBe(405);
  });

  it('answers an unknown path with a problem', async () => {
    const answer = await get('/no-such-file');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ detail: 'Unknown path /no-such-file.' });
  });
});

describe('ddb-audit explore', () => {
  const folder = temporaryFolder();

  it('ends when it is interrupted, and frees its port', async () => {
    const local = join(folder, 'data');
    writeFileSync(join(folder, 'log.json.gz'), logFile([dataEvent()]));
    await ddbAudit(['ingest', join(folder, 'log.json.gz'), '--local', local]);
    const explorer = await startExplorer('--local', local);
    await expect(explorer.stop()).resolves.toMatchObject({ exitCode: 130, stderr: '' });
    await expect(fetch(explorer.url)).rejects.toThrow();
  });

  it('names all ways to say where the audit is if none is given', async () => {
    const { exitCode, stderr } = await ddbAudit(['explore', '--no-open']);
    expect(exitCode).toBe(252);
    expect(stderr).toBe(
      'ddb-audit: Specify --local DIR, --api URL, --stack NAME, or --table-name and --ledger-table-name.\n',
    );
  });

  it('says what is wrong with a folder that does not exist', async () => {
    const ran = await ddbAudit(['explore', '--no-open', '--local', join(folder, 'missing')]);
    expect(ran).toMatchObject({ exitCode: 253, stdout: '' });
    expect(ran.stderr).toContain('missing');
  });
});
