import { createHash } from 'node:crypto';
import type { ReceivedMessage } from '../aws/queue';
import { mapInOrder } from '../in-order';
import type { DeadLetterQueue } from './dead-letter-queue';
import { describeLetter, type FindAttempts, type Letter } from './describe-letter';

/** A message, and what was done with it. */
export interface RedrivenLetter extends Letter {
  readonly queue: DeadLetterQueue['name'];
  readonly action: 'kept' | 'sent' | 'discarded';
}

export interface RedriveOptions {
  readonly queues: readonly DeadLetterQueue[];
  readonly find: FindAttempts;
  /** Messages to act on. Default: none. */
  readonly selects?: ((letter: Letter) => boolean) | undefined;
  /** Writes that the log files of a message stay gaps, and keeps what it says. Default: messages are sent back. */
  readonly discard?: ((letter: Letter) => Promise<void>) | undefined;
  /** Maximum number of messages to look at. */
  readonly limit: number;
  /** Aborted to end after the messages in progress. */
  readonly signal: AbortSignal;
}

/** Time in which nobody else receives the messages: enough for all of them. */
const HIDDEN_SECONDS = 600;
const LOOKED_UP_AT_ONCE = 10;
/** SQS may answer with no message although there are some. */
const EMPTY_ANSWERS = 2;

/**
 * Goes through dead-letter queues: sends selected messages back to the queues that they belong to, or discards them. A
 * message is deleted only after it was sent, or after the ledger has the gap. The others are received by nobody else until
 * the end.
 *
 * A message that comes back while this runs stays: it failed again.
 * @returns yields each message once
 * @throws AuditTrailError `ServiceFailed`. Messages that could not be sent, or deleted, stay in their queue.
 */
export async function* redrive(options: RedriveOptions): AsyncGenerator<RedrivenLetter> {
  const { queues, limit, signal } = options;
  let left = limit;
  for (const from of queues) {
    const kept: ReceivedMessage[] = [];
    const seen = new Set<string>();
    const handled = new Set<string>();
    try {
      for (let empty = 0; empty < EMPTY_ANSWERS && left > 0 && !signal.aborted; ) {
        const received = await from.queue.receive(HIDDEN_SECONDS);
        const look = received.filter(({ id }) => !seen.has(id)).slice(0, left);
        for (const { id } of look) seen.add(id);
        kept.push(...received.filter((message) => !look.includes(message)));
        empty = look.length === 0 ? empty + 1 : 0;
        left -= look.length;
        const letters = await handle(from, look, handled, options).catch((error: unknown) => {
          kept.push(...look);
          throw error;
        });
        for (const letter of letters) {
          if (letter.action === 'kept') kept.push(letter.message);
          yield letter;
        }
      }
    } finally {
      await from.queue.release(kept);
    }
  }
}

/** Describes messages, and acts on those that are selected. */
async function handle(
  { name, queue, target }: DeadLetterQueue,
  messages: readonly ReceivedMessage[],
  handled: Set<string>,
  { find, selects = () => false, discard }: RedriveOptions,
): Promise<RedrivenLetter[]> {
  const described: Letter[] = [];
  const look = (message: ReceivedMessage) => describeLetter(message, find);
  for await (const letter of mapInOrder(messages, LOOKED_UP_AT_ONCE, look)) described.push(letter);
  const letters = described.map((letter) => {
    const hash = createHash('sha256').update(letter.message.body).digest('base64');
    const isSelected = !handled.has(hash) && selects(letter);
    if (isSelected) handled.add(hash);
    const action: RedrivenLetter['action'] = !isSelected ? 'kept' : discard ? 'discarded' : 'sent';
    return { ...letter, queue: name, action };
  });
  const selected = letters.filter(({ action }) => action !== 'kept');
  if (discard) for (const letter of selected) await discard(letter);
  else await target.send(selected.map(({ message }) => message.body));
  await queue.delete(selected.map(({ message }) => message));
  return letters;
}
