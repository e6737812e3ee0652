import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Random } from '../../bench/support/random';
import type { AuditStore } from '../../src/query/audit-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { type FileCounts, nothingCounted } from '../../src/store/ledger/file-counts';
import type { LedgerEntry } from '../../src/store/ledger/ledger';
import { type CloudTrailEvent, controlEvent, dataEvent } from '../support/events';
import { logFileKey } from '../support/ledger-entries';

/** The operation that the settings of a conservation test leave out of the audit. */
export const EXCLUDED_OPERATION = 'DescribeTable';

/** An object of a bucket. */
export interface MadeFile {
  readonly key: string;
  readonly body: Buffer;
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const isOurs = ({ eventSource }: CloudTrailEvent) => eventSource === 'dynamodb.amazonaws.com';
const isRejected = ({ eventName }: CloudTrailEvent) => eventName === undefined;

const TRAILS = [
  ['111122223333', 'us-east-1'],
  ['111122223333', 'eu-west-1'],
  ['444455556666', 'us-east-1'],
] as const;

/**
 * Makes log files of several trails with random records: of DynamoDB and other services, copies within a file and of
 * other files, variants of an event with the same id, records that are excluded, and records that must be rejected.
 * Remembers each content that it made.
 */
export class RandomTrails {
  readonly #bodies = new Map<string, Buffer>();
  readonly #files: MadeFile[] = [];
  #events: CloudTrailEvent[] = [];

  constructor(
    readonly random: Random,
    readonly name: string,
  ) {}

  /** New files. A few are cut off, so that they must fail. */
  make(count: number): MadeFile[] {
    return Array.from({ length: count }, () => {
      const [account, region] = this.random.pick(TRAILS);
      const delivered = `202603${14 + this.random.below(3)}T0${this.random.below(10)}15Z`;
      const key = logFileKey(account, region, delivered, `${this.name}x${this.#files.length}`);
      const made = this.#create(key);
      const file = this.random.chance(0.05) ? { key, body: made.body.subarray(0, -9) } : made;
      this.#files.push(file);
      return file;
    });
  }

  /** Other contents of files that were made before. */
  alter(count: number): MadeFile[] {
    return Array.from({ length: count }, () => this.#create(this.random.pick(this.#files).key));
  }

  /** The content of a file that has this hash. */
  find(key: string, hash: string): Buffer | undefined {
    return this.#bodies.get(`${key} ${hash}`);
  }

  #create(key: string): MadeFile {
    const { random } = this;
    const records = Array.from({ length: random.below(14) }, () => this.#createRecord());
    for (let copies = random.below(3); copies > 0 && records.length > 0; copies--) {
      records.push(random.pick(records));
    }
    this.#events = [...this.#events, ...records.filter(isOurs)].slice(-200);
    const content = JSON.stringify({ Records: records });
    const body = gzipSync(content);
    this.#bodies.set(`${key} ${sha256(content)}`, body);
    return { key, body };
  }

  #createRecord(): CloudTrailEvent {
    const { random } = this;
    const eventID = random.uuid();
    return random.weighted<() => CloudTrailEvent>([
      [4, () => dataEvent({ eventID })],
      [2, () => controlEvent({ eventID })],
      [3, () => controlEvent({ eventID, eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' })],
      [1, () => controlEvent({ eventID, eventName: EXCLUDED_OPERATION })],
      [1, () => controlEvent({ eventID, eventName: undefined })],
      // A copy, as where trails overlap, and another event with the same id.
      [3, () => random.pick([...this.#events, dataEvent({ eventID })])],
      [1, () => ({ ...random.pick([...this.#events, dataEvent({ eventID })]), requestID: random.uuid() })],
    ])();
  }
}

/** The settings with which trails were ingested. */
export interface IngestedWith {
  /** Whether they leave out `EXCLUDED_OPERATION`. */
  readonly hasExclusions: boolean;
  /** Whether data events have no record. All of them are routine. */
  readonly summarizes: boolean;
}

/** What reading a content again comes to. */
interface Reading {
  readonly counts: FileCounts;
  /** `eventId` and text of each event that the audit must have. */
  readonly audited: ReadonlySet<string>;
  /** Those of them that need no record. */
  readonly summarized: ReadonlySet<string>;
}

/** Reads a content without the reader of the audit. */
function readAgain(body: Buffer, { hasExclusions, summarizes }: IngestedWith): Reading {
  const counts = nothingCounted();
  const audited = new Set<string>();
  const summarized = new Set<string>();
  const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: CloudTrailEvent[] };
  for (const event of Records) {
    const identity = `${event.eventID} ${JSON.stringify(event)}`;
    counts.read += 1;
    if (!isOurs(event)) counts.otherServices += 1;
    else if (isRejected(event)) counts.rejected += 1;
    else if (hasExclusions && event.eventName === EXCLUDED_OPERATION) counts.excluded += 1;
    else if (audited.has(identity)) counts.duplicates += 1;
    else {
      audited.add(identity);
      if (summarizes && event.eventCategory === 'Data') summarized.add(identity);
    }
  }
  counts.audited = audited.size;
  counts.summarized = summarized.size;
  counts.recorded = audited.size - summarized.size;
  return { counts, audited, summarized };
}

/** What was added up over all files. */
export interface Conserved {
  readonly files: number;
  readonly failed: number;
  readonly altered: number;
  readonly events: number;
  readonly audited: number;
  /** Events of a file that another file has, too. */
  readonly copies: number;
  /** Events of which only activity entries say something. */
  readonly summarized: number;
}

const sum = ({ otherServices, excluded, duplicates, audited, rejected }: FileCounts) =>
  otherServices + excluded + duplicates + audited + rejected;

/**
 * Reads each content again that the ledger calls done, and compares it with the ledger, with the events of the audit and, if
 * there are events without a record, with its activity.
 */
export async function expectConserved(
  store: AuditStore,
  trails: readonly RandomTrails[],
  settings: IngestedWith,
): Promise<Conserved> {
  const expected = new Map<string, number>();
  const summarized = new Set<string>();
  const total = { files: 0, failed: 0, altered: 0, audited: 0 };
  for (const entries of await readEntries(store)) {
    const done = entries.filter(({ status }) => status === 'done');
    if (done.length === 0) total.failed += 1;
    if (done.length > 1) total.altered += 1;
    for (const { key, sha256: hash = '', counts } of done) {
      const body = trails.map((trail) => trail.find(key, hash)).find((found) => found !== undefined);
      if (!body) throw new Error(`${key} was never made with the content ${hash}`);
      const again = readAgain(body, settings);
      expect({ key, counts }).toEqual({ key, counts: again.counts });
      expect(counts.read).toBe(sum(counts));
      for (const identity of again.audited) expected.set(identity, (expected.get(identity) ?? 0) + 1);
      for (const identity of again.summarized) summarized.add(identity);
      total.files += 1;
      total.audited += counts.audited;
    }
  }
  const stored = await readIdentities(store);
  expect(stored.sort()).toEqual([...expected.keys()].filter((identity) => !summarized.has(identity)).sort());
  if (settings.summarizes) expect(await countActivity(store)).toBe(summarized.size);
  const copies = [...expected.values()].reduce((copied, files) => copied + files - 1, 0);
  expect(stored.length + summarized.size).toBe(total.audited - copies);
  return { ...total, events: stored.length, copies, summarized: summarized.size };
}

async function readEntries(store: AuditStore): Promise<(readonly LedgerEntry[])[]> {
  const all: (readonly LedgerEntry[])[] = [];
  for await (const { files } of store.files()) all.push(...files.map(({ entries }) => entries));
  return all;
}

/** Number of distinct calls on the only table. */
async function countActivity(store: AuditStore): Promise<number> {
  let calls = 0;
  for await (const { count } of openAuditLog(store).activity()) calls += count;
  return calls;
}

async function readIdentities(store: AuditStore): Promise<string[]> {
  const all: string[] = [];
  for await (const variants of store.events()) {
    for (const { record, original } of variants) {
      all.push(`${record.eventId} ${Buffer.from(original ?? []).toString()}`);
    }
  }
  return all;
}
