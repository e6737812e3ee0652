import { formatDuration } from '../../src/cli/output/units';
import { findUnproven } from '../../src/query/unproven-places';
import { checkBackfill } from './backfill-health';
import type { Check, Status } from './health-check';
import { checkLifecycles } from './lifecycle-health';
import { countWords, formatCount } from './words';

type Queue = NonNullable<Status['queues']>[number]['queue'];

export const QUEUE_WORDS: Readonly<Record<Queue, string>> = {
  notifications: 'Log files to ingest',
  deadLetters: 'Log files that failed',
  failedInvocations: 'Invocations that failed',
  assurance: 'Digests to verify',
  assuranceDeadLetters: 'Digests that failed',
};

const DEAD: ReadonlySet<Queue> = new Set(['deadLetters', 'failedInvocations', 'assuranceDeadLetters']);

/** CloudTrail delivers every few minutes, unless nothing happens. */
const LONG_SECONDS = 2 * 3_600;

/** Says what is healthy and what is not, the questions that people ask first. */
export const findChecks = (status: Status): readonly Check[] => [
  checkIngest(status),
  checkFiles(status),
  ...(status.queues ? [checkDeadLetters(status.queues), checkBacklog(status, status.queues)] : []),
  checkProof(status),
  ...checkBackfill(status),
  ...checkLifecycles(status),
  ...checkSilence(status),
  checkCounts(status),
];

function checkIngest({ lagSeconds, finishedLastHour, finishedLastDay, queues }: Status): Check {
  const name = 'Ingest';
  if (lagSeconds === undefined) {
    return {
      name,
      verdict: 'look',
      words: 'No log file was ingested yet.',
      advice: 'Ingest or deliver some.',
    };
  }
  const words =
    `The last log file was ingested ${formatDuration(lagSeconds)} ago: ` +
    `${formatCount(finishedLastHour)} in the last hour, ${formatCount(finishedLastDay)} in the last 24 hours.`;
  if (queues && lagSeconds > LONG_SECONDS) {
    const advice = 'CloudTrail delivers every few minutes. See whether the trail still logs and notifies.';
    return { name, verdict: 'look', words, advice };
  }
  return { name, verdict: 'good', words };
}

function checkFiles({ files: { all, failed, rejected, altered } }: Status): Check {
  const name = 'Log files';
  const found = [
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(altered > 0 ? [`${formatCount(altered)} arrived with different contents`] : []),
    ...(rejected > 0 ? [`${formatCount(rejected)} with records that could not be audited`] : []),
  ];
  return found.length === 0
    ? {
        name,
        verdict: 'good',
        words: `${countWords(all, 'log file')}: none failed, and no record was rejected.`,
      }
    : {
        ...{ name, verdict: 'bad', words: `Of ${countWords(all, 'log file')}, ${found.join(', ')}.` },
        advice: 'ddb-audit files lists them, with --status failed, altered or rejected.',
      };
}

type Queues = NonNullable<Status['queues']>;

function checkDeadLetters(queues: Queues): Check {
  const name = 'Dead letters';
  const dead = queues.filter(({ queue }) => DEAD.has(queue));
  const waiting = dead.filter((queue) => countMessages(queue) > 0);
  if (waiting.length > 0) {
    const words = waiting.map((queue) => `${QUEUE_WORDS[queue.queue]}: ${formatCount(countMessages(queue))}`);
    const advice = 'ddb-audit redrive lists them with their reasons, and sends them again.';
    return { name, verdict: 'bad', words: `${words.join('; ')}.`, advice };
  }
  return dead.length < DEAD.size
    ? {
        name,
        verdict: 'look',
        words: 'Not all dead-letter queues could be read.',
        advice: 'The notices say why.',
      }
    : { name, verdict: 'good', words: 'All dead-letter queues are empty.' };
}

function checkBacklog({ finishedLastHour }: Status, queues: Queues): Check {
  const name = 'Queues';
  const messages = queues
    .filter(({ queue }) => !DEAD.has(queue))
    .reduce((sum, queue) => sum + countMessages(queue), 0);
  const words =
    messages === 0
      ? 'Nothing waits to be ingested or verified.'
      : `${countWords(messages, 'message')} in work.`;
  return messages > 0 && finishedLastHour === 0
    ? {
        ...{ name, verdict: 'look', words: `${words} No log file was ingested in the last hour.` },
        advice: 'See the log of the ingest function.',
      }
    : { name, verdict: 'good', words };
}

const countMessages = ({ waiting, inFlight, delayed }: Queues[number]): number =>
  waiting + inFlight + delayed;

function checkProof({ coverage }: Status): Check {
  const name = 'Proof';
  if (!coverage) {
    const words = 'No digest of the last 30 days was verified, so log files may be missing.';
    return { name, verdict: 'look', words, advice: 'Use ddb-audit verify. Completeness shows earlier days.' };
  }
  const { places, deliveredUntil } = coverage;
  const found = findUnproven(places);
  const words =
    `${formatCount(places.proven)} of ${countWords(places.expected, 'account and Region is', 'accounts and Regions are')} ` +
    'proven for the last 30 days' +
    `${deliveredUntil === undefined ? '' : `, with deliveries known until ${deliveredUntil}`}.`;
  if (found.length === 0) return { name, verdict: 'good', words };
  const isWrong = found.some(({ status }) => status === 'incomplete');
  const advice = 'Completeness shows the days, and the reasons of each.';
  return { name, verdict: isWrong ? 'bad' : 'look', words, advice };
}

function checkSilence({ places, complete }: Status): Check[] {
  const name = 'Silence';
  if (!complete)
    return [
      { name, verdict: 'look', words: 'Not all log files were counted.', advice: 'The notices say why.' },
    ];
  const silent = places.filter((place) => place.silent).length;
  if (places.length < 2) return [];
  return [
    silent === 0
      ? { name, verdict: 'good', words: 'All accounts and Regions deliver.' }
      : {
          ...{ name, verdict: 'look' },
          words: `${countWords(silent, 'account and Region', 'accounts and Regions')} delivered nothing for a day, while others did.`,
          advice: 'Little may happen there. The table below says which.',
        },
  ];
}

const checkCounts = ({ counts, unaccounted }: Status): Check =>
  unaccounted === 0
    ? {
        ...{ name: 'Records', verdict: 'good' },
        words: `All ${formatCount(counts.read)} records read are accounted for.`,
      }
    : {
        ...{ name: 'Records', verdict: 'bad' },
        words: `${formatCount(unaccounted)} records are not accounted for.`,
        advice: 'That is an error of this program. Please report it.',
      };

/** The verdict over all checks, as a heading. */
export function describeHealth(checks: readonly Check[]): string {
  const count = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict).length;
  const [bad, look] = [count('bad'), count('look')];
  if (bad + look === 0) return 'The audit is healthy';
  return [
    ...(bad > 0 ? [`${countWords(bad, 'thing is', 'things are')} wrong`] : []),
    ...(look > 0 ? [`${countWords(look, 'thing needs', 'things need')} a look`] : []),
  ].join(', ');
}
