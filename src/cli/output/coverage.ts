import type { AnswerCoverage } from '../../assure/coverage/answer-coverage';
import { AuditTrailError } from '../../errors';
import { formatCoverage } from '../../query/format-coverage';
import { type Io, note } from './io';

/** Writes to stderr how complete an answer is, in two lines. */
export async function noteCoverage(io: Io, coverage: AnswerCoverage): Promise<void> {
  for (const line of formatCoverage(coverage, Date.now())) await note(io, line);
}

/**
 * Makes a function that writes to stderr how complete an answer is, unless nothing has changed but the time until
 * which deliveries are known. If that cannot be read, it says so.
 */
export function coverageNoter(io: Io): (reading: Promise<AnswerCoverage>) => Promise<void> {
  let noted = '';
  return async (reading) => {
    const read = await reading.catch((error: unknown) => {
      if (error instanceof AuditTrailError) return `Coverage could not be read: ${error.message}`;
      throw error;
    });
    const state = typeof read === 'string' ? read : toState(read);
    if (state === noted) return;
    noted = state;
    await (typeof read === 'string' ? note(io, read) : noteCoverage(io, read));
  };
}

function toState({ status, places, logged, excluded }: AnswerCoverage): string {
  const unproven = places.exceptions.map(({ accountId, region, state }) => [accountId, region, state]);
  return JSON.stringify([status, unproven, places.exceptionsOmitted, logged, excluded]);
}
