import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineLease, joinEngine } from '../../src/local/join-engine';
import { type PublishedEngine, publishEngine, readPublishedEngine } from '../../src/local/published-engine';
import { temporaryFolder } from '../support/temporary-folder';

/** Asks the engine for its tables as the SDK would. */
async function ask({ endpoint, secret }: PublishedEngine, headers: object = {}): Promise<number> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${secret}/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=x`,
      ...headers,
    },
    body: '{}',
  });
  return response.status;
}

const isAlive = (engine: PublishedEngine) =>
  ask(engine).then(
    () => true,
    () => false,
  );

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 10_000; !(await holds()); await sleep(20)) {
    if (Date.now() > giveUpAt) throw new Error(`Still not so after 10 s: ${holds}`);
  }
}

describe('joinEngine', () => {
  const parent = temporaryFolder();
  const leases: EngineLease[] = [];
  const children: ChildProcess[] = [];
  let folders = 0;

  const newFolder = () => {
    folders += 1;
    const folder = join(parent, String(folders));
    mkdirSync(folder);
    return folder;
  };
  const joined = async (folder: string) => {
    const lease = await joinEngine(folder);
    leases.push(lease);
    return lease;
  };
  /** Another process that joins, says where, and stays until it is killed. */
  const joinedElsewhere = async (folder: string) => {
    const child = spawn(process.execPath, [
      ...['--require', 'tsx/cjs', join(__dirname, '../support/join-and-stay.ts'), folder],
    ]);
    children.push(child);
    const [line] = await once(child.stdout, 'data');
    return { child, engine: JSON.parse(line) as PublishedEngine };
  };

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    const released = leases.splice(0);
    for (const lease of released) lease.release();
    for (const lease of released) await eventually(async () => !(await isAlive(lease)));
  });

  it('starts an engine and ends it with its last client', async () => {
    const folder = newFolder();
    const first = await joined(folder);
    const second = await joined(folder);
    expect(second.endpoint).toBe(first.endpoint);
    first.release();
    await sleep(100);
    await expect(isAlive(second)).resolves.toBe(true);
    second.release();
    await eventually(async () => !(await isAlive(second)));
    expect(readPublishedEngine(folder)).toBeUndefined();
  });

  it('gives all that begin at once the same engine', async () => {
    const folder = newFolder();
    const all = await Promise.all(Array.from({ length: 5 }, () => joined(folder)));
    expect(new Set(all.map((lease) => lease.endpoint)).size).toBe(1);
  });

  it('keeps the engine for others when the process that started it is killed', async () => {
    const folder = newFolder();
    const { child, engine } = await joinedElsewhere(folder);
    const lease = await joined(folder);
    expect(lease.endpoint).toBe(engine.endpoint);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await sleep(100);
    await expect(isAlive(lease)).resolves.toBe(true);
  });

  it('starts another engine after the first one was killed', async () => {
    const folder = newFolder();
    const killed = await joined(folder);
    process.kill(killed.pid, 'SIGKILL');
    await eventually(async () => !(await isAlive(killed)));
    expect(readPublishedEngine(folder)).toMatchObject({ endpoint: killed.endpoint });
    const next = await joined(folder);
    await expect(isAlive(next)).resolves.toBe(true);
    expect(next.secret).not.toBe(killed.secret);
  });

  it('joins the engine of its own folder though another one answers at the published endpoint', async () => {
    const folder = newFolder();
    const foreign = await joined(newFolder());
    await publishEngine(folder, { ...foreign, secret: 'of-an-engine-long-gone' });
    const lease = await joined(folder);
    expect(lease.endpoint).not.toBe(foreign.endpoint);
  });

  it('outlives a client that is cut off in the middle of a request', async () => {
    const lease = await joined(newFolder());
    const socket = connect(Number(new URL(lease.endpoint).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\nauthorization: AWS4 Credential=${lease.secret}/\r\ncontent-length: 100\r\n\r\nhalf`,
    );
    await sleep(50);
    socket.resetAndDestroy();
    await sleep(50);
    await expect(isAlive(lease)).resolves.toBe(true);
  });

  it('answers nobody who does not know the secret, and no web page', async () => {
    const lease = await joined(newFolder());
    await expect(ask(lease)).resolves.toBe(200);
    await expect(ask({ ...lease, secret: 'LOCAL0' })).resolves.toBe(403);
    await expect(ask(lease, { authorization: '' })).resolves.toBe(403);
    await expect(ask(lease, { origin: 'https://example.com' })).resolves.toBe(403);
  });

  it('reports why an engine does not start', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'db'), 'a file where the database should be');
    await expect(joinEngine(folder)).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringContaining('cannot open its database'),
    });
  });
});
