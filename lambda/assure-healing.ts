import type { ArrivedDigest } from '../src/assure/assess-place';
import { formatRecheck } from '../src/assure/assure-message';
import { groupBy } from '../src/assure/coverage/group-by';
import { addDays } from '../src/assure/covered-time';
import type { SendMessages } from '../src/aws/send-messages';
import { mapLimit } from '../src/ingest/map-limit';
import type { HealingLedger } from '../src/store/ledger/healing';
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

  /** Queues files that were never queued, up to the limit of a day. */
  async queue(
    { accountId, region }: ArrivedDigest,
    files: readonly ObjectPlace[],
    messageId: string,
    signal: AbortSignal,
  ): Promise<Healed> {
    const { ledger, send, ingestQueueUrl } = this.parts;
    const place = { accountId, region };
    const claimed: ObjectPlace[] = [];
    await mapLimit(files, CLAIMS_AT_ONCE, async (file) => {
      if (await ledger.claim(place, file, messageId, inDays(31), signal)) claimed.push(file);
    });
    if (claimed.length === 0) return { queued: 0, beyondLimit: 0 };
    const today = new Date().toISOString().slice(0, 10);
    const room = await ledger.reserve(place, today, claimed.length, inDays(2), signal);
    const queued = claimed.slice(0, room);
    for (const [bucket, ofBucket] of groupBy(queued, (file) => file.bucket)) {
      const keys = ofBucket.map(({ key }) => key);
      const messages = inParts(keys, KEYS_PER_MESSAGE).map((part) => ({
        body: formatObjectMessage(bucket, part),
      }));
      await sendOrFail(send, ingestQueueUrl, messages, signal);
    }
    await mapLimit(queued, CLAIMS_AT_ONCE, (file) => ledger.close(place, file, signal));
    return { queued: queued.length, beyondLimit: claimed.length - queued.length };
  }
}

/** The command that ingests files of a place that are too many to be queued. */
export function formatBackfillCommand({ bucket, key, accountId, region, endTime }: ArrivedDigest): string {
  const root = parseRegionFolder(key)?.root ?? '';
  return `ddb-audit backfill s3://${bucket}/${root} --since ${addDays(endTime, -1)} --until ${addDays(endTime, 1)} --account ${accountId} --event-region ${region}`;
}

const inDays = (days: number): number => Math.ceil(Date.now() / 1000) + days * DAY_SECONDS;

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
