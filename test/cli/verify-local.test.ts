import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestFiles } from '../../src/local/ingest/ingest-files';
import { ddbAudit } from '../support/command-line';
import {
  changeFile,
  deleteObject,
  SignedChain,
  savedKeys,
  signingKey,
  type TrailObject,
  writeObjects,
} from '../support/digests';
import { controlEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const flip = (bytes: Buffer, at: number) => Buffer.from(bytes).fill(bytes[at]! ^ 0xff, at, at + 1);

describe('ddb-audit verify --local', () => {
  const parent = temporaryFolder();
  const key = signingKey();
  const keys = join(parent, 'keys.json');
  writeFileSync(keys, savedKeys(key));
  let folders = 0;

  /** A copy of a bucket, and a data folder into which it was ingested. */
  async function ingested(
    chain: SignedChain,
    leftOut: readonly string[] = [],
    forged: readonly TrailObject[] = [],
  ) {
    folders += 1;
    const [logs, local] = [join(parent, `logs-${folders}`), join(parent, `data-${folders}`)];
    mkdirSync(logs);
    writeObjects(logs, [...chain.objects, ...forged]);
    const names = [...chain.logFiles, ...forged]
      .map((file) => file.key)
      .filter((name) => !leftOut.includes(name));
    const files = names.map((name) => ({ path: join(logs, name), name: join(logs, name) }));
    await ingestFiles(local, { files }, { jobs: 1 });
    const verify = async (...words: string[]) => {
      const ran = await ddbAudit(['verify', logs, '--local', local, '--public-keys', keys, ...words]);
      return { ...ran, json: () => JSON.parse(ran.stdout) };
    };
    return { logs, local, verify };
  }

  const chainOf = (hours = 2) =>
    new SignedChain({
      key,
      content: (number) => logFile([controlEvent({ eventID: `event-${number}` })], { gzip: false }),
    }).addHours(hours);

  it('proves that every file was ingested unchanged, without reading the files again', async () => {
    const chain = chainOf();
    const { logs, verify } = await ingested(chain);
    // The ledger knows nothing of what happens to a file later.
    changeFile(join(logs, chain.logFiles[0]!.key), () => gzipSync('{"Records":[]}'));
    const { exitCode, json } = await verify();
    expect(json()).toMatchObject({
      status: 'proven',
      comparedWith: ['ledger'],
      files: { named: 4, intact: 4 },
    });
    expect(exitCode).toBe(0);
  });

  it('with --read names a file that was changed after it was ingested', async () => {
    const chain = chainOf();
    const { logs, verify } = await ingested(chain);
    changeFile(join(logs, chain.logFiles[0]!.key), () => gzipSync('{"Records":[]}'));
    const { exitCode, json } = await verify('--read');
    expect(json()).toMatchObject({
      comparedWith: ['ledger', 'objects'],
      files: { intact: 3, altered: 1 },
      failures: [{ object: `s3://trail-logs/${chain.logFiles[0]!.key}`, reason: "hash value doesn't match" }],
    });
    expect(exitCode).toBe(1);
  });

  it('names files that were not ingested, that are missing, and that were ingested with other content', async () => {
    const chain = chainOf();
    const [other, absent, deleted] = chain.logFiles.map((file) => file.key);
    const changed = chain.logFiles.find((file) => file.key === other)!;
    Object.assign(changed, { body: gzipSync('{"Records":[]}') });
    const { logs, verify } = await ingested(chain, [absent!, deleted!]);
    deleteObject(logs, chain.logFiles[2]!);
    const { exitCode, json } = await verify();
    expect(json()).toMatchObject({
      status: 'invalid',
      files: { named: 4, intact: 1, altered: 1, missing: 1, notIngested: 1 },
    });
    expect(json().failures.map(({ object, state }: Record<string, string>) => [object, state])).toEqual([
      [`s3://trail-logs/${deleted}`, 'missing'],
      [`s3://trail-logs/${other}`, 'altered'],
      [`s3://trail-logs/${absent}`, 'notIngested'],
    ]);
    expect(exitCode).toBe(1);
  });

  it('with --records names a record whose log file does not exist', async () => {
    const chain = chainOf();
    const [{ key: name, bucket } = chain.logFiles[0]!] = chain.logFiles;
    const forged = {
      ...{ bucket, key: name.replace(/[^_]+$/, 'Forged0000000000.json.gz') },
      body: logFile([controlEvent({ eventID: 'forged' })]),
    };
    const { logs, verify } = await ingested(chain, [], [forged]);
    deleteObject(logs, forged);
    const { json } = await verify('--records');
    expect(json()).toMatchObject({
      status: 'invalid',
      records: { checked: 4, missing: 0, altered: 0, added: 1 },
      failures: [{ kind: 'record', state: 'added', object: 'forged', day: '2026-03-14' }],
    });
    const { exitCode } = await verify('--records', '--account', '444455556666');
    expect(exitCode).toBe(2);
  });

  it.each([
    ['another gzip member', gzipSync('')],
    ['zeros', Buffer.alloc(16)],
  ])('names a file to which %s was appended before it was ingested', async (_, appended) => {
    const chain = chainOf();
    const [first] = chain.logFiles;
    Object.assign(first!, { body: Buffer.concat([first!.body, appended]) });
    const { verify } = await ingested(chain);
    const { json } = await verify();
    expect(json()).toMatchObject({
      files: { altered: 1 },
      failures: [{ reason: 'unexpected data after end of compressed stream' }],
    });
  });

  it('does not prove a file of which a record was rejected', async () => {
    const content = logFile([controlEvent()], { gzip: false })
      .toString()
      .replace('{"Records":[', '{"Records":[7,');
    const { verify } = await ingested(new SignedChain({ key, content: () => content }).addHours(1));
    const { exitCode, json } = await verify();
    expect(json()).toMatchObject({
      status: 'unproven',
      files: { named: 2, incomplete: 2 },
      failures: [{ reason: '1 of its records could not be audited' }, {}],
    });
    expect(exitCode).toBe(2);
  });

  it.each([
    ['was changed within its compressed bytes', (body: Buffer) => flip(body, 20), /^invalid format: /],
    [
      'is followed by other bytes',
      (body: Buffer) => Buffer.concat([body, Buffer.from('x')]),
      /^unexpected data after end of compressed stream$/,
    ],
    ['was replaced by zeros', () => gzipSync(Buffer.alloc(100)), /^hash value doesn't match$/],
  ])('calls a file altered that cannot be ingested because it %s', async (_, change, reason) => {
    const chain = chainOf(1);
    const [first] = chain.logFiles;
    Object.assign(first!, { body: change(Buffer.from(first!.body)) });
    const { verify } = await ingested(chain);
    for (const words of [[], ['--read']]) {
      const { exitCode, json } = await verify(...words);
      expect(json()).toMatchObject({
        status: 'invalid',
        files: { named: 2, intact: 1, altered: 1, notIngested: 0 },
        failures: [{ state: 'altered', reason: expect.stringMatching(reason) }],
      });
      expect(exitCode).toBe(1);
    }
  });

  it('says why a file was not ingested', async () => {
    const { verify } = await ingested(new SignedChain({ key, content: () => '{"Records":[' }).addHours(1));
    const { json } = await verify();
    expect(json()).toMatchObject({ status: 'invalid', files: { notIngested: 2 } });
    expect(json().failures[0].reason).toMatch(/^not ingested: /);
  });

  it('with --records compares every event with the data folder', async () => {
    const { exitCode, json } = await (await ingested(chainOf())).verify('--records');
    expect(json()).toMatchObject({
      status: 'proven',
      records: { checked: 4, missing: 0, altered: 0, added: 0 },
    });
    expect(exitCode).toBe(0);
  });

  it('names damaged files of the data folder itself', async () => {
    const { local, verify } = await ingested(chainOf());
    const [name] = readdirSync(join(local, 'events'));
    changeFile(join(local, 'events', name!), (bytes) => {
      bytes[bytes.length - 20]! ^= 1;
      return bytes;
    });
    const { exitCode, json, stderr } = await verify();
    expect(json()).toMatchObject({
      status: 'invalid',
      failures: [
        {
          kind: 'audit',
          state: 'damaged',
          object: local,
          reason: expect.stringContaining(`${name} is damaged`),
        },
      ],
    });
    expect(stderr).toContain('The data folder is damaged, so log files were not compared with it.');
    expect(exitCode).toBe(1);
    expect((await verify('--output', 'table')).stdout).toContain(`Data folder\t${local}\tINVALID: `);
  });

  it('prints a page with --output html', async () => {
    const { exitCode, stdout } = await (await ingested(chainOf())).verify('--output', 'html');
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toMatch(/ddb-audit verify \S+ --local \S+ --public-keys \S+ --output html/);
    expect(exitCode).toBe(0);
  });

  it('refuses a data folder that does not exist', async () => {
    const { logs } = await ingested(chainOf(1));
    const words = ['verify', logs, '--public-keys', keys, '--local', join(parent, 'nowhere')];
    await expect(ddbAudit(words)).resolves.toMatchObject({
      exitCode: 253,
      stderr: expect.stringContaining('does not exist'),
    });
  });
});
