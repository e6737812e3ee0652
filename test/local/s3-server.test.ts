import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { temporaryFolder } from '../support/temporary-folder';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

describe('startS3Server', () => {
  const Bucket = 'trail';
  const parent = temporaryFolder();
  let server: S3Server;
  let s3: S3Client;

  beforeAll(async () => {
    const folder = join(parent, 'bucket');
    await mkdir(join(folder, 'a b'), { recursive: true });
    await writeFile(join(folder, 'a b', 'ö+&.json'), 'spaces');
    await writeFile(join(folder, 'log.json'), 'log');
    await writeFile(join(parent, 'secret.json'), 'not of the bucket');
    server = await startS3Server(folder);
    s3 = new S3Client({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
  });
  afterAll(async () => {
    s3.destroy();
    await server.close();
  });

  const read = async (Key: string, options: object = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...options }))).Body!.transformToString();

  it('gets an object, whatever characters its key has', async () => {
    await expect(read('log.json')).resolves.toBe('log');
    await expect(read('a b/ö+&.json')).resolves.toBe('spaces');
  });

  it('says size and etag without the body', async () => {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'log.json' }));
    expect(head).toMatchObject({ ContentLength: 3, ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
  });

  it('gets an object only if its etag matches', async () => {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'log.json' }));
    await expect(read('log.json', { IfMatch: ETag })).resolves.toBe('log');
    await expect(read('log.json', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('knows no object that is not there or not in the folder', async () => {
    await expect(read('missing.json')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read('../secret.json')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const raw = await fetch(`${server.endpoint}/trail/..%2fsecret.json`);
    expect(raw.status).toBe(404);
  });

  it('lists page by page', async () => {
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, Contents: [{ Key: 'a b/ö+&.json' }] });
    const second = await s3.send(
      new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }),
    );
    expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'log.json' }] });
  });

  it('lists what begins with a prefix', async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b/' }));
    expect(Contents).toEqual([expect.objectContaining({ Key: 'a b/ö+&.json' })]);
  });
});
