import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createHttpApi } from '../../src/http/api';
import { type LocalAudit, openLocalAudit } from '../../src/local/open-local-audit';
import { ddbAudit } from '../support/command-line';
import { dataEvent, logFile } from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { signatureFault } from '../support/signed-requests';
import { temporaryFolder } from '../support/temporary-folder';

const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'secret of the test',
  region: 'eu-west-1',
  service: 'lambda',
};

describe('ddb-audit explore --api', () => {
  const folder = temporaryFolder();
  const event = dataEvent({
    userIdentity: { type: 'IAMUser', userName: "o'neil (x)!*", arn: 'arn:aws:iam::111122223333:user/o' },
  });
  let audit: LocalAudit;
  let server: Server;
  let explorer: RunningExplorer;
  let api: string;

  beforeAll(async () => {
    const local = join(folder, 'data');
    writeFileSync(join(folder, 'log.json.gz'), logFile([event]));
    await ddbAudit(['ingest', join(folder, 'log.json.gz'), '--local', local]);
    audit = await openLocalAudit(local);
    // As a function URL with IAM authentication: nothing gets to the API that is not signed for it.
    const answer = getRequestListener(createHttpApi(audit.log).fetch);
    server = createServer(async (request, response) => {
      const fault = await signatureFault(request, KEY);
      if (fault) response.writeHead(403).end(JSON.stringify({ Message: fault }));
      else await answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_ACCESS_KEY_ID = KEY.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = KEY.secretAccessKey;
    explorer = await startExplorer('--api', api, '--region', KEY.region);
  });
  afterAll(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await explorer.stop();
    server.close();
    server.closeAllConnections();
    audit.close();
  });

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${explorer.url}/api${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${explorer.token}` },
    });

  it.each([
    '/events?limit=10',
    `/events?principal=${encodeURIComponent("o'neil (x)!*")}&partial=true`,
    '/events?action=GetItem&action=PutItem&since=2026-01-01',
    `/events/${event.eventID}`,
    '/summary?by=action',
  ])('signs GET %s', async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/GetItem|eventName/)]);
  });

  it('signs questions about items, with their body', async () => {
    const body = JSON.stringify({ table: 'Music', key: { id: '42' } });
    const answer = await ask('/items/search', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ notVisible: expect.anything() }),
    ]);
  });

  it('passes on problems of the API', async () => {
    const answer = await ask('/events?outcome=refused');
    expect(await answer.json()).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  it('needs the token, as for a data folder', async () => {
    expect((await fetch(`${explorer.url}/api/events`)).status).toBe(401);
  });

  it('says what the credentials need if AWS refuses them', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'another secret';
    const other = await startExplorer('--api', api, '--region', KEY.region);
    const answer = await fetch(`${other.url}/api/events`, {
      headers: { authorization: `Bearer ${other.token}` },
    });
    expect(await answer.json()).toMatchObject({
      status: 502,
      detail: expect.stringMatching(
        /status 403: .*the signature does not match.* Check the credentials, --profile and --region\./,
      ),
    });
    await other.stop();
    process.env.AWS_SECRET_ACCESS_KEY = KEY.secretAccessKey;
  });

  describe('if the API does not answer as it should', () => {
    let broken: Server;
    let reply: { status: number; type: string; body: string } | undefined;
    let other: RunningExplorer;
    beforeAll(async () => {
      broken = createServer((_, response) => {
        if (reply === undefined) response.destroy();
        else response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
      });
      broken.listen(0, '127.0.0.1');
      await once(broken, 'listening');
      const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
      other = await startExplorer('--api', url, '--region', KEY.region);
    });
    afterAll(async () => {
      await other.stop();
      broken.close();
      broken.closeAllConnections();
    });

    const problem = (detail: string, status = 400) => ({
      status,
      type: 'application/problem+json',
      body: JSON.stringify({ status, code: 'InvalidArgument', detail }),
    });
    const json = (status: number, body: object) => ({
      status,
      type: 'application/json',
      body: JSON.stringify(body),
    });

    it.each([
      [
        undefined,
        /^127\.0\.0\.1:\d+ does not answer: .*fetch failed: .+\. Check the network and --api, and try again\.$/,
      ],
      [
        json(403, { Message: 'Forbidden' }),
        /status 403: Forbidden\. Your credentials need lambda:InvokeFunctionUrl/,
      ],
      [
        json(403, { message: 'The security token included in the request is expired' }),
        /is expired\. Renew your credentials, for example with aws sso login, and try again\.$/,
      ],
      [
        json(403, { message: 'The security token is invalid.' }),
        /is invalid\. Check the credentials, --profile/,
      ],
      [json(502, {}), /status 502: \{\}\. Look at the log of the function of the API\.$/],
      [json(429, { Reason: 'Concurrent' }), /Too many requests run at once\. Try again\.$/],
      [{ status: 302, type: 'text/html', body: '' }, /status 302: no reason given\. Check --api\.$/],
      [
        { status: 200, type: 'text/html', body: '<h1>Welcome</h1>' },
        /does not answer like a query API of this project\. Check --api\.$/,
      ],
      [
        problem('Unknown parameter "maximumFiles".'),
        /^Unknown parameter "maximumFiles"\. 127\.\S+ is of another version than this ddb-audit\. Deploy this version/,
      ],
      [
        problem('Unknown path /items. See /openapi.json for all paths.', 404),
        /is of another version than this/,
      ],
      [problem('limit must be at least 1, but is 0.'), /^limit must be at least 1, but is 0\.$/],
    ])('answers %j with what to do', async (given, detail) => {
      reply = given;
      const answer = await fetch(`${other.url}/api/events`, {
        headers: { authorization: `Bearer ${other.token}` },
      });
      expect(answer.ok).toBe(false);
      expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(detail) });
    });
  });

  it.each([
    [['--api', 'https://api.example', '--local', 'data'], 252, '--api cannot be combined with --local'],
    [['--api', 'https://api.example'], 253, 'The Region of api.example is not known. Specify --region.'],
    [['--api', 'api.example'], 252, 'It must be a URL'],
  ])('explains %j', async (words, exitCode, message) => {
    const ran = await ddbAudit(['explore', '--no-open', ...words]);
    expect(ran).toMatchObject({ exitCode, stderr: expect.stringContaining(message) });
  });
});
