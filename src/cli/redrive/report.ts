import type { DeadLetterQueue } from '../../assure/redrive/dead-letter-queue';
import type { RedrivenLetter } from '../../assure/redrive/redrive';
import { formatCount } from '../../query/format-count';
import { formatPlace } from '../../trail/object-place';
import { visible } from '../output/control-characters';
import { formatDuration } from '../output/units';

/** Messages of a queue with the same reason. */
export interface LetterGroup {
  readonly queue: DeadLetterQueue['name'];
  readonly reason: string;
  messages: number;
  files: number;
  sent: number;
  discarded: number;
  /** When the oldest message was sent, ISO 8601. */
  oldest: string;
  /** The first log files, as `s3://bucket/key`. */
  readonly examples: string[];
}

/** What lies in dead-letter queues, and what was done with it. */
export interface RedriveReport {
  messages: number;
  sent: number;
  discarded: number;
  /** Whether `--limit` ended the command. There may be more messages. */
  limitReached: boolean;
  /** The largest first. */
  groups: readonly LetterGroup[];
}

const MAXIMUM_EXAMPLES = 5;
/** Reasons that are told apart. Messages with others count as one group. */
const MAXIMUM_GROUPS = 200;
const OTHER_REASONS = 'Other reasons';

/** Counts messages by queue and reason. */
export class LetterGroups {
  readonly #groups = new Map<string, LetterGroup>();

  add({ queue, reason, files, message, action }: RedrivenLetter): void {
    const isKnown = this.#groups.size < MAXIMUM_GROUPS || this.#groups.has(toName(queue, reason));
    const group = this.#groupOf(queue, isKnown ? reason : OTHER_REASONS, message.sentAt);
    group.messages += 1;
    group.files += files.length;
    if (action !== 'kept') group[action] += 1;
    if (message.sentAt < group.oldest) group.oldest = message.sentAt;
    const names = files.map(({ file }) => formatPlace(file));
    group.examples.push(...names.slice(0, MAXIMUM_EXAMPLES - group.examples.length));
  }

  toReport(limit: number): RedriveReport {
    const groups = [...this.#groups.values()].sort((one, other) => other.messages - one.messages);
    const sum = (name: 'messages' | 'sent' | 'discarded') =>
      groups.reduce((total, group) => total + group[name], 0);
    const messages = sum('messages');
    return {
      messages,
      sent: sum('sent'),
      discarded: sum('discarded'),
      limitReached: messages >= limit,
      groups,
    };
  }

  #groupOf(queue: LetterGroup['queue'], reason: string, oldest: string): LetterGroup {
    const name = toName(queue, reason);
    const group = this.#groups.get(name) ?? {
      ...{ queue, reason, messages: 0, files: 0, sent: 0, discarded: 0, oldest },
      examples: [],
    };
    this.#groups.set(name, group);
    return group;
  }
}

/** Reasons that differ only in numbers, such as positions and request ids, are one. */
const toName = (queue: LetterGroup['queue'], reason: string): string =>
  `${queue} ${reason.replace(/\b[0-9A-F-]{8,}\b|\d+/gi, '#')}`;

/** @param acted whether messages were selected */
export async function formatRedrive(
  { messages, sent, discarded, limitReached, groups }: RedriveReport,
  acted: boolean,
  now: number,
): Promise<string> {
  if (messages === 0) return 'The dead-letter queues have no messages.\n';
  const { formatTable } = await import('../output/table');
  const table = formatTable(
    ['QUEUE', 'MESSAGES', 'FILES', 'OLDEST', 'REASON'].map((head) => ({ head })),
    groups.map((group) =>
      [
        ...[group.queue, formatCount(group.messages), formatCount(group.files)],
        ...[formatDuration(Math.max(0, now - Date.parse(group.oldest)) / 1_000), group.reason],
      ].map((text) => ({ text })),
    ),
  );
  const examples = groups.flatMap(({ reason, examples: names, files }) => [
    ...(names.length > 0 ? [`${reason}:`] : []),
    ...names.map((name) => `  ${name}`),
    ...(files > names.length ? [`  and ${formatCount(files - names.length)} more`] : []),
  ]);
  const lines = [
    ...(examples.length > 0 ? ['', ...examples, ''] : ['']),
    acted
      ? `${formatCount(sent)} of ${formatCount(messages)} messages were sent back, ${formatCount(discarded)} discarded.`
      : `${formatCount(messages)} messages. Nothing was changed. Use --reason, --file or --all to send them back.`,
    ...(limitReached
      ? ['There may be more messages. Run the same command again, or use a larger --limit.']
      : []),
  ];
  return `${table}${lines.map((line) => `${visible(line)}\n`).join('')}`;
}
