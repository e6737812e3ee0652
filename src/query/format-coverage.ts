import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { CoverageState } from '../assure/coverage/known-coverage';
import { countWords } from './format-count';
import { findUnproven } from './unproven-places';

/** Sentences about what trails log, and about what settings leave out, that a line holds. */
const MAXIMUM_SENTENCES = 3;

/**
 * Says in two lines how complete an answer is: what CloudTrail delivered, and what it logged.
 * @param now epoch milliseconds
 */
export function formatCoverage(coverage: AnswerCoverage, now: number): string[] {
  const { logged, excluded } = coverage;
  const missing = excluded.map((events) => `Not in the audit: ${events}.`);
  return [
    formatDeliveries(coverage, now),
    [...shorten(logged.sentences), ...shorten(missing)].join(' '),
  ].filter((line) => line !== '');
}

function formatDeliveries(coverage: AnswerCoverage, now: number): string {
  const { places, digests, files, comparedWith, deliveredUntil, until } = coverage;
  const [worst] = findUnproven(places).filter(({ state }) => state !== 'pending');
  if (worst) {
    const reason = shortenObjects(worst.reason);
    return worst.status === 'incomplete'
      ? `Incomplete: ${reason} To see each object, use ddb-audit verify TRAIL${toPlace(coverage, worst.state)}.`
      : `Not proven: ${reason}`;
  }
  if (places.expected === 0 || deliveredUntil === undefined) {
    return 'Not verified: log files may be missing, because no digest of this time was verified. Use ddb-audit verify.';
  }
  const kept = comparedWith === 'ledgerAndObjects' ? 'ingested and stored unchanged' : 'ingested unchanged';
  const whole =
    `Nothing CloudTrail delivered until ${formatTime(deliveredUntil, now)} is missing: ` +
    `${countWords(digests, 'chained digest names', 'chained digests name')} ${countWords(files, 'file')}, all ${kept}.`;
  return deliveredUntil < until ? `${whole} No digest covers what was delivered later.` : whole;
}

/** The options of `verify` for the first place that has a state. */
function toPlace({ places }: AnswerCoverage, state: CoverageState): string {
  const first = places.exceptions.find((place) => place.state === state);
  if (!first) return '';
  const { accountId, region, since, until } = first;
  return ` --since ${since} --until ${until} --account ${accountId} --event-region ${region}`;
}

/** Objects by their file names, which are unique: keys are too long for a line. `coverage` in JSON has the keys. */
export const shortenObjects = (reason: string): string =>
  reason.replace(/[^\s(]+\/(?=[^\s/]+\.json\.gz)/g, '');

/** `15:01 UTC`, or with its day if that is not today. */
function formatTime(time: string, now: number): string {
  const day = time.slice(0, 10);
  const minutes = `${time.slice(11, 16)} UTC`;
  return day === new Date(now).toISOString().slice(0, 10) ? minutes : `${day} ${minutes}`;
}

function shorten(sentences: readonly string[]): string[] {
  const more = sentences.length - MAXIMUM_SENTENCES;
  return more > 0
    ? [...sentences.slice(0, MAXIMUM_SENTENCES), `${more} more: see coverage with --output json.`]
    : [...sentences];
}
