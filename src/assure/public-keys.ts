import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../errors';

/** A public key of CloudTrail. */
export interface PublicKey {
  readonly fingerprint: string;
  readonly key: KeyObject;
  /**
   * Whether the fingerprint is the MD5 of the key, as it is for all keys that AWS has shown. If it is not, the key
   * may be another one.
   */
  readonly isConsistent: boolean;
}

/** What is known of a digest before its signature is verified, to find its key by. */
export interface KeyRequest {
  /** Region of the log files. Each Region has its own keys. */
  readonly region: string;
  readonly fingerprint: string;
  /** When the digest was signed: between these times. */
  readonly since: Date;
  readonly until: Date;
}

/** Where public keys come from. */
export interface PublicKeys {
  /**
   * Returns undefined if there is no key with this fingerprint.
   * @throws AuditTrailError if the keys cannot be read, or there are none
   */
  find(request: KeyRequest): Promise<PublicKey | undefined>;
}

/** A page of `cloudtrail:ListPublicKeys`. */
export interface PublicKeyPage {
  readonly PublicKeyList: readonly { readonly Value: Uint8Array; readonly Fingerprint: string }[];
  readonly NextToken?: string;
}

/** `cloudtrail:ListPublicKeys`, called in a Region. */
export type ListPublicKeys = (
  region: string,
  parameters: { readonly StartTime: Date; readonly EndTime: Date; readonly NextToken?: string },
) => Promise<PublicKeyPage>;

/** Pages of keys that one request reads at most. */
const MAXIMUM_PAGES = 1_000;

/**
 * Keys by `cloudtrail:ListPublicKeys`. A key that was found is kept, and so is the knowledge that a window has none
 * with a fingerprint.
 * @throws AuditTrailError `ServiceFailed` from `find`, if CloudTrail lists no keys; errors of `list` unchanged
 */
export function listedPublicKeys(list: ListPublicKeys): PublicKeys {
  const found = new Map<string, PublicKey>();
  const listings = new Map<string, Promise<void>>();
  /** Regions whose keys cannot be read at all. */
  const unreadable = new Map<string, AuditTrailError>();

  async function listAll(region: string, StartTime: Date, EndTime: Date): Promise<void> {
    const window = `${StartTime.toISOString()} and ${EndTime.toISOString()}`;
    let NextToken: string | undefined;
    let count = 0;
    for (let page = 0; page < MAXIMUM_PAGES; page++) {
      const answer = await list(region, { StartTime, EndTime, ...(NextToken && { NextToken }) });
      for (const { Value, Fingerprint } of answer.PublicKeyList) {
        found.set(`${region}/${Fingerprint}`, toPublicKey(Value, Fingerprint));
        count++;
      }
      NextToken = answer.NextToken;
      if (!NextToken) break;
    }
    // A window without keys means that something is wrong with the request: every Region has some at any time.
    if (count === 0) {
      throw new AuditTrailError('ServiceFailed', `No public keys found in ${region} between ${window}.`);
    }
  }

  return {
    async find({ region, fingerprint, since, until }) {
      const name = `${region}/${fingerprint}`;
      const reason = unreadable.get(region);
      if (reason) throw reason;
      if (!found.has(name)) {
        // One listing a day and Region is enough for its digests.
        const start = startOfDay(since, 0);
        const end = startOfDay(until, 1);
        const window = `${region}/${start.toISOString()}/${end.toISOString()}`;
        const listing = listings.get(window) ?? listAll(region, start, end);
        listings.set(window, listing);
        await listing.catch((error) => {
          listings.delete(window);
          if (error instanceof AuditTrailError && error.code === 'ObjectUnavailable')
            unreadable.set(region, error);
          throw error;
        });
      }
      return found.get(name);
    },
  };
}

const startOfDay = (time: Date, plusDays: number): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + plusDays));

const savedKeysSchema = z.object({
  PublicKeyList: z
    .array(z.object({ Value: z.base64(), Fingerprint: z.string() }))
    .max(100_000)
    .min(1, 'contains no keys'),
});

/**
 * Reads keys as `aws cloudtrail list-public-keys` prints them.
 * @throws AuditTrailError `InvalidArgument`; the message does not name the file
 */
export function parsePublicKeys(text: string): PublicKey[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw notKeys(toMessage(error), error);
  }
  const { data, error } = savedKeysSchema.safeParse(json);
  if (!data) throw notKeys(describeIssue(error), error);
  return data.PublicKeyList.map(({ Value, Fingerprint }) =>
    toPublicKey(Buffer.from(Value, 'base64'), Fingerprint),
  );
}

const describeIssue = ({ issues: [issue] }: z.ZodError): string =>
  [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');

const notKeys = (reason: string, cause: unknown) =>
  new AuditTrailError(
    'InvalidArgument',
    `The content is not the output of "aws cloudtrail list-public-keys": ${reason}`,
    { cause },
  );

/** Keys that were saved earlier, of any Region. Fingerprints do not repeat. */
export function savedPublicKeys(keys: readonly PublicKey[]): PublicKeys {
  const byFingerprint = new Map(keys.map((key) => [key.fingerprint, key]));
  return { find: async ({ fingerprint }) => byFingerprint.get(fingerprint) };
}

/** Keys of several sources. A source is asked for what those before it do not have. */
export const publicKeysInTurn = (...sources: readonly PublicKeys[]): PublicKeys => ({
  async find(request) {
    for (const source of sources) {
      const key = await source.find(request);
      if (key) return key;
    }
    return undefined;
  },
});

/** AWS documents PKCS #1 and says that this may change. One of its own examples is a SubjectPublicKeyInfo. */
const ENCODINGS = ['pkcs1', 'spki'] as const;

/**
 * Reads a key as CloudTrail lists it.
 * @param der the key as DER
 * @throws AuditTrailError `InvalidArgument` if it is no RSA key
 */
export function toPublicKey(der: Uint8Array, fingerprint: string): PublicKey {
  const bytes = Buffer.from(der);
  const isConsistent = createHash('md5').update(bytes).digest('hex') === fingerprint.toLowerCase();
  for (const type of ENCODINGS) {
    const key = attempt(() => createPublicKey({ key: bytes, format: 'der', type }));
    if (key?.asymmetricKeyType === 'rsa') return { fingerprint, key, isConsistent };
  }
  throw new AuditTrailError(
    'InvalidArgument',
    `The public key with fingerprint ${fingerprint} is not an RSA key in DER encoding.`,
  );
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    // The other encoding is tried, and if none fits, the error names the key.
    return undefined;
  }
}
