import type { AnswerStatus } from '../assure/coverage/answer-coverage';
import type { CoverageState, PlaceCounts, PlaceException } from '../assure/coverage/known-coverage';
import { formatCount } from './format-count';

/** Something that keeps an answer from being proven. */
export interface Finding {
  readonly status: AnswerStatus;
  /** A sentence, with its span. */
  readonly reason: string;
}

export interface PlaceFinding extends Finding {
  readonly state: CoverageState;
}

/** What a state of deliveries means for an answer, and what to say of the places that have it. The worst first. */
const STATES: readonly (readonly [state: CoverageState, status: AnswerStatus, what: string])[] = [
  ['incomplete', 'incomplete', 'A log file is missing, changed or not completely ingested'],
  ['digestMissing', 'incomplete', 'A digest is missing or invalid'],
  ['unreferenced', 'not-provable', 'No digest names a log file'],
  ['gap', 'not-provable', 'No digest covers the deliveries'],
  [
    'notProvable',
    'ingested',
    'A trail has no digests, or its log files could not be read or were not verified',
  ],
  ['awaitingReference', 'ingested', 'A log file waits for a digest that names it'],
  ['pending', 'ingested', 'A digest is not due yet'],
];
/** Places that a sentence names. `exceptions` lists 20. */
const NAMED = 3;

/** What keeps places from being proven: a finding for each state that some have, the worst first. */
export function findUnproven({ exceptions, exceptionsOmitted, expected }: PlaceCounts): PlaceFinding[] {
  const last = exceptions.at(-1)?.state;
  return STATES.flatMap(([state, status, what]) => {
    const places = exceptions.filter((place) => place.state === state);
    if (places.length === 0) return [];
    // The worst places are listed first, so those that are omitted are like the last.
    const count = places.length + (state === last ? exceptionsOmitted : 0);
    const named = places.slice(0, NAMED).map(formatPlace).join('; ');
    const more = count > NAMED ? `; and ${formatCount(count - NAMED)} more` : '';
    const share = `in ${formatCount(count)} of ${formatCount(expected)} accounts and Regions`;
    return [{ state, status, reason: `${what} ${share}: ${named}${more}.` }];
  });
}

const formatPlace = ({ accountId, region, since, until, reason }: PlaceException): string =>
  `${accountId} ${region} from ${since} until ${until}${reason === undefined ? '' : ` (${reason})`}`;
