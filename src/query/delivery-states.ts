import type { CoverageState } from '../assure/coverage/known-coverage';

/** How a state is shown. The sign tells it without colour. */
export interface ShownState {
  readonly sign: string;
  readonly name: string;
  /** Class of the style. */
  readonly look: 'proven' | 'unproven' | 'invalid';
  readonly meaning: string;
}

/** In the order of the legend. */
export const STATES: Readonly<Record<CoverageState, ShownState>> = {
  proven: {
    ...{ sign: '✓', name: 'proven', look: 'proven' },
    meaning: 'Valid digests cover it. All log files that they name were ingested with the signed SHA-256.',
  },
  pending: {
    ...{ sign: '…', name: 'pending', look: 'unproven' },
    meaning: 'A digest was not due yet.',
  },
  awaitingReference: {
    ...{ sign: 'A', name: 'awaiting reference', look: 'unproven' },
    meaning: 'A log file waits, for 24 hours at most, for a digest that names it.',
  },
  notProvable: {
    ...{ sign: '?', name: 'not provable', look: 'unproven' },
    meaning: 'The trail has no digests, or its log files were not verified or not readable.',
  },
  gap: {
    ...{ sign: '–', name: 'gap', look: 'unproven' },
    meaning: 'No digest covers it, and none was due: logging or validation was switched off.',
  },
  unreferenced: {
    ...{ sign: 'U', name: 'unreferenced', look: 'unproven' },
    meaning: 'No digest names a log file, 24 hours after its delivery.',
  },
  digestMissing: {
    ...{ sign: 'D', name: 'digest missing', look: 'invalid' },
    meaning: 'A digest was due and is missing, or is invalid.',
  },
  incomplete: {
    ...{ sign: '✗', name: 'incomplete', look: 'invalid' },
    meaning: 'A log file is missing, changed or not ingested, or records of it were rejected.',
  },
};

/** A day of which nothing is known. */
export const UNKNOWN_SIGN = '·';
