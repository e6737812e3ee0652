import type { ArrivedDigest } from '../src/assure/assess-place';
import { formatRecheck } from '../src/assure/assure-message';
import { groupBy } from '../src/assure/coverage/group-by';
import type { CoveragePlace } from '../src/assure/coverage/known-coverage';
import type { SendMessages } from '../src/aws/send-messages';
import { mapLimit } from '../src/ingest/map-limit';
import type { HealedFile, HealingLedger } from '../src/store/ledger/healing';
import { addDays, HOUR_MS } from '../src/time';
import { formatObjectMessage } from '../src/trail/object-message';
import type { ObjectPlace } from '../src/trail/object-place';
import { parseRegionFolder } from '../src/trail/region-folder';
import { sendOrFail } from './send-or-fail';

/** Looks again this long after, SQS's longest delay, so that each look is a message of its own. */
const HOP_SECONDS = 900;
/** After 60 minutes, files are queued. */
const QUEUEING_ATTEMPT = 4;
/** 15 minutes later, what was queued should be ingested. */
const LAST_ATTEMPT = 5;
/** After 45 minutes, nothing is looked at. */
const IDLE_ATTEMPT = 3;

/** Claims written at the same time. */
const CLAIMS_AT_ONCE = 16;
/** Keys of one message, well below SQS's limit of 256 KiB. */
const KEYS_PER_MESSAGE = 50;
const DAY_SECONDS = 86_400;
/** What was queued so long ago should be ingested. */
const INGESTED_MS = HOUR_MS;

/** Whether a recheck only sends the next one. */
export const isIdle = (attempt: number): boolean => attempt === IDLE_ATTEMPT;
/** Whether files that are still not ingested are queued. */
export const isQueueing = (attempt: number): boolean => attempt === QUEUEING_ATTEMPT;
/** Whether files that are still not ingested are missing for good. */
export const isLast = (attempt: number): boolean => attempt >= LAST_ATTEMPT;

export interface HealingParts {
  readonly ledger: HealingLedger;
  readonly send: SendMessages;
  readonly assuranceQueueUrl: string;
  readonly ingestQueueUrl: string;
}

/** What became of files that were to be queued. */
export interface Healed {
  readonly queued: number;
  /** Files beyond the limit of the day. */
  readonly beyondLimit: number;
  /** Files that were queued longer ago than it takes to ingest them. */
  readonly lost: readonly HealedFile[];
}

/** Lets files that are not ingested be looked at again, and queues them once. */
export class Healing {
  constructor(readonly parts: HealingParts) {}

  /** Sends the message for the next look at the files of a digest. */
  async lookAgain(digest: ArrivedDigest, attempt: number, signal: AbortSignal): Promise<void> {
    const message = { body: formatRecheck(digest, attempt), delaySeconds: HOP_SECONDS };
    const { send, assuranceQueueUrl } = this.parts;
    await sendOrFail(send, assuranceQueueUrl, [message], signal);
  }

  /** Queues files that were not queued for the same reason before, up to the limit of a day. */
  async queue(
    { accountId, region }: CoveragePlace,
    files: readonly HealedFile[],
    messageId: string,
    signal: AbortSignal,
  ): Promise<Healed> {
    const { ledger } = this.parts;
    const place = { accountId, region };
    const queuedAt = await ledger.findQueued(place, files, signal);
    const longAgo = new Date(Date.now() - INGESTED_MS).toISOString();
    const lost = files.filter((_, index) => (queuedAt[index] ?? longAgo) < longAgo);
    const open = files.filter((_, index) => queuedAt[index] === undefined);
    if (open.length === 0) return { queued: 0, beyondLimit: 0, lost };
    const today = new Date().toISOString().slice(0, 10);
    // Only what is queued today is taken: another night takes the rest.
    const room = await ledger.reserve(place, today, open.length, inDays(2), signal);
    const taken: HealedFile[] = [];
    await mapLimit(open.slice(0, room), CLAIMS_AT_ONCE, async (file) => {
      if (await ledger.claim(place, file, messageId, inDays(31), signal)) taken.push(file);
    });
    await this.#send(taken, signal);
    await mapLimit(taken, CLAIMS_AT_ONCE, (file) => ledger.close(place, file, signal));
    return { queued: taken.length, beyondLimit: open.length - room, lost };
  }

  async #send(files: readonly HealedFile[], signal: AbortSignal): Promise<void> {
    const { send, ingestQueueUrl } = this.parts;
    for (const [bucket, ofBucket] of groupBy(files, (file) => file.bucket)) {
      const keys = ofBucket.map(({ key }) => key);
      const messages = inParts(keys, KEYS_PER_MESSAGE).map((part) => ({
        body: formatObjectMessage(bucket, part),
      }));
      await sendOrFail(send, ingestQueueUrl, messages, signal);
    }
  }
}

/**
 * The command that ingests files of a place that are too many to be queued.
 * @param time of their delivery: days around it are ingested
 */
export function formatBackfillCommand(
  { bucket, key, accountId, region }: ObjectPlace & CoveragePlace,
  time: string,
): string {
  const root = parseRegionFolder(key)?.root ?? '';
  return `ddb-audit backfill s3://${bucket}/${root} --since ${addDays(time, -1)} --until ${addDays(time, 1)} --account ${accountId} --event-region ${region}`;
}

const inDays = (days: number): number => Math.ceil(Date.now() / 1000) + days * DAY_SECONDS;

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
