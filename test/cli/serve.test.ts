import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ddbAudit } from '../support/command-line';
import { dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit serve', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  const event = dataEvent();

  beforeAll(async () => {
    writeFileSync(join(parent, 'log.json.gz'), logFile([event]));
    await ddbAudit(['ingest', join(parent, 'log.json.gz'), '--local', local]);
  });

  /** A service that is ready, and how to end it. */
  const serve = async (...flags: string[]) => {
    const interruption = new AbortController();
    let ready: (line: string) => void = () => {};
    const line = new Promise<string>((resolve) => {
      ready = resolve;
    });
    const ended = ddbAudit(['serve', '--local', local, ...flags], {
      signal: interruption.signal,
      onOutput: ready,
    });
    const { url, token } = JSON.parse(await line) as { url: string; token: string };
    return {
      url,
      token,
      get: (path: string, headers: Record<string, string> = {}) =>
        fetch(url + path, { headers: { authorization: `Bearer ${token}`, ...headers } }),
      stop: () => {
        interruption.abort();
        return ended;
      },
    };
  };

  it('answers those who know the token, until interrupted', async () => {
    const service = await serve('--output', 'json');
    const answer = await service.get('/events');
    expect(await answer.json()).toMatchObject({ records: [{ eventId: event.eventID }] });
    expect((await service.get('/events', { authorization: 'Bearer guess' })).status).toBe(401);
    await expect(service.stop()).resolves.toMatchObject({ exitCode: 130, stderr: '' });
    await expect(fetch(service.url)).rejects.toThrow();
  });

  it('refuses a key of which the parser would leave out an attribute', async () => {
    const service = await serve();
    const answer = await fetch(`${service.url}/items/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}` },
      body: '{"table":"Music","key":{"Artist":"a","__proto__":"1"}}',
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'InvalidArgument', detail: expect.stringMatching(/^key has a member "__proto__"/) },
    ]);
    await service.stop();
  });

  it('prints one line of JSON when ready, with an address of this machine alone', async () => {
    const service = await serve();
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { stdout } = await service.stop();
    expect(stdout).toBe(`${JSON.stringify({ url: service.url, token: service.token })}\n`);
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ran = await ddbAudit(['serve', '--local', local, '--port', String(port)]);
    other.close();
    expect(ran).toMatchObject({ exitCode: 252, stdout: '', stderr: expect.stringContaining(String(port)) });
  });
});
