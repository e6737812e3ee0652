import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { toStringToSign } from '../../src/trail/digest-signature';

/** A key pair that signs digests, in the form of `aws cloudtrail list-public-keys`. */
export interface SigningKey {
  readonly fingerprint: string;
  readonly privateKey: KeyObject;
  /** DER of the public key. */
  readonly value: Buffer;
}

export const signingKey = (type: 'pkcs1' | 'spki' = 'pkcs1'): SigningKey =>
  toSigningKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, type);

export function toSigningKey(privateKey: KeyObject, type: 'pkcs1' | 'spki' = 'pkcs1'): SigningKey {
  const value = createPublicKey(privateKey).export({ type, format: 'der' });
  return { fingerprint: createHash('md5').update(value).digest('hex'), privateKey, value };
}

/** What `aws cloudtrail list-public-keys` prints. */
export const savedKeys = (...keys: readonly SigningKey[]): string =>
  JSON.stringify({
    PublicKeyList: keys.map(({ value, fingerprint }) => ({
      Value: value.toString('base64'),
      ValidityStartTime: '2026-03-01T00:00:00+00:00',
      ValidityEndTime: '2026-04-01T00:00:00+00:00',
      Fingerprint: fingerprint,
    })),
  });

/** An object of a trail's bucket. */
export interface TrailObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** Of a digest. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ChainOptions {
  readonly key: SigningKey;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly organizationId?: string;
  readonly account?: string;
  readonly region?: string;
  readonly homeRegion?: string;
  readonly trailName?: string;
  readonly isBackfill?: boolean;
  /** Log files of each digest. Default: 2. */
  readonly filesPerDigest?: number;
  /** Content of a log file. Default: `{"Records":[]}` with a number that makes it unique. */
  readonly content?: (number: number) => string | Buffer;
  /** Log files that are delivered in an hour, in ms since 1970, instead of such that are made up. */
  readonly deliver?: (since: number, until: number) => readonly TrailObject[];
}

const HOUR_MS = 3_600_000;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const toTime = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const compact = (time: string) => time.replaceAll(/[-:]/g, '');

/** Makes a chain of signed digests and their log files, as CloudTrail delivers them. */
export class SignedChain {
  readonly logFiles: TrailObject[] = [];
  /** Oldest first. */
  readonly digests: TrailObject[] = [];
  private options: ChainOptions;
  private time: number;
  private files = 0;
  private isStarting = true;

  /** @param start start of the first digest */
  constructor(options: ChainOptions, start = '2026-03-14T00:00:48Z') {
    this.options = options;
    this.time = Date.parse(start);
  }

  get objects(): TrailObject[] {
    return [...this.logFiles, ...this.digests];
  }

  /** Adds the log files and the digest of each of the next hours. */
  addHours(hours: number, changes: Partial<ChainOptions> = {}): this {
    this.options = { ...this.options, ...changes };
    for (let hour = 0; hour < hours; hour++) this.addHour();
    return this;
  }

  /** Lets time pass without digests. The next digest is a starting one, as after validation was switched off. */
  skipHours(hours: number): this {
    this.time += hours * HOUR_MS;
    this.isStarting = true;
    return this;
  }

  private addHour(): void {
    const { options, time } = this;
    const { filesPerDigest = 2, bucket = 'trail-logs' } = options;
    const end = toTime(time + HOUR_MS);
    const logFiles =
      options.deliver?.(time, time + HOUR_MS) ??
      Array.from({ length: filesPerDigest }, (_, number) =>
        this.createLogFile(bucket, time + (number + 1) * 60_000),
      );
    this.logFiles.push(...logFiles);
    const previous = this.isStarting ? undefined : this.digests.at(-1);
    const key = this.toDigestKey(end);
    const content = JSON.stringify({
      awsAccountId: options.account ?? '111122223333',
      digestStartTime: toTime(time),
      digestEndTime: end,
      digestS3Bucket: bucket,
      digestS3Object: key,
      digestPublicKeyFingerprint: options.key.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logFiles.length > 0 ? end : null,
      oldestEventTime: logFiles.length > 0 ? toTime(time) : null,
      previousDigestS3Bucket: previous?.bucket ?? null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous ? sha256(gunzipSync(previous.body)) : null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.metadata?.signature ?? null,
      logFiles: logFiles.map((file) => ({
        s3Bucket: file.bucket,
        s3Object: file.key,
        hashValue: sha256(gunzipSync(file.body)),
        hashAlgorithm: 'SHA-256',
        newestEventTime: end,
        oldestEventTime: toTime(time),
      })),
    });
    this.digests.push({
      ...{ bucket, key, body: gzipSync(content) },
      metadata: {
        ...signatureOf(content, options.key),
        ...(options.isBackfill && { 'backfill-generation-timestamp': toTime(time + 5 * HOUR_MS) }),
      },
    });
    this.time += HOUR_MS;
    this.isStarting = false;
  }

  private createLogFile(bucket: string, time: number): TrailObject {
    const { options } = this;
    const { account = '111122223333', region = 'us-east-1' } = options;
    this.files += 1;
    const name = `${account}_CloudTrail_${region}_${compact(toTime(time)).replace(/\d\dZ/, 'Z')}`;
    const unique = `${options.isBackfill ? 'Late' : 'File'}${this.files.toString().padStart(12, '0')}`;
    const content = options.content?.(this.files) ?? `{"Records":[],"number":${this.files}}`;
    const key = `${this.toFolder('CloudTrail', time)}/${name}_${unique}.json.gz`;
    return { bucket, key, body: gzipSync(content) };
  }

  private toDigestKey(end: string): string {
    const { account = '111122223333', region = 'us-east-1', trailName = 'management-events' } = this.options;
    const { homeRegion = 'us-east-1', isBackfill } = this.options;
    const name = `${account}_CloudTrail-Digest_${region}_${trailName}_${homeRegion}_${compact(end)}`;
    const folder = this.toFolder('CloudTrail-Digest', Date.parse(end));
    return `${folder}/${name}${isBackfill ? '_backfill' : ''}.json.gz`;
  }

  private toFolder(kind: string, time: number): string {
    const { prefix, organizationId, account = '111122223333', region = 'us-east-1' } = this.options;
    const day = toTime(time).slice(0, 10).replaceAll('-', '/');
    return [prefix, 'AWSLogs', organizationId, account, kind, region, day].filter(Boolean).join('/');
  }
}

/** The metadata with the signature of a digest of this content. */
export function signatureOf(content: string, { privateKey }: SigningKey): Record<string, string> {
  const fields = JSON.parse(content);
  const text = toStringToSign(
    {
      endTime: fields.digestEndTime,
      place: { bucket: fields.digestS3Bucket, key: fields.digestS3Object },
      previousSignature: fields.previousDigestSignature,
    },
    sha256(Buffer.from(content)),
  );
  return {
    signature: sign('sha256', Buffer.from(text), privateKey).toString('hex'),
    'signature-algorithm': 'SHA256withRSA',
  };
}

/** Writes objects into a folder as `aws s3 sync` copies them, each with its metadata beside it. */
export function writeObjects(folder: string, objects: readonly TrailObject[]): void {
  for (const { key, body, metadata } of objects) {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    if (metadata) writeFileSync(`${path}.metadata.json`, JSON.stringify(metadata));
  }
}

/** Changes the content of a file in place. */
export function changeFile(path: string, change: (content: Buffer) => Buffer | string): void {
  writeFileSync(path, change(readFileSync(path)));
}

/** Deletes an object from a folder, with its metadata. */
export function deleteObject(folder: string, { key }: TrailObject): void {
  rmSync(join(folder, key));
  rmSync(join(folder, `${key}.metadata.json`), { force: true });
}
