import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import { AuditTrailError, toMessage } from '../errors';
import { untilAborted } from '../store/abort-signal';
import { composeCoverage, type Knowledge } from './answer-coverage';
import { type Deliveries, toKnowledge } from './answer-knowledge';
import type { CoverageOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { toCoverageQuery } from './coverage-range';
import {
  COVERAGE_MILLISECONDS,
  checkBetween,
  DEFAULT_LATENESS_MINUTES,
  MAXIMUM_LATENESS_MINUTES,
} from './limits';
import type { AuditQuery } from './query';
import { RecentValues } from './recent-values';
import { resolveQuery } from './resolve-query';
import type { ResolvedQuery } from './resolved-query';

/** @throws AuditTrailError `InvalidArgument` for a lateness out of bounds */
export const checkLateness = ({ lateness = DEFAULT_LATENESS_MINUTES }: CoverageOptions): number =>
  checkBetween('lateness', lateness, MAXIMUM_LATENESS_MINUTES);

/** How complete an answer is, and what to know about that. */
export interface NotedCoverage {
  readonly coverage: AnswerCoverage;
  readonly notices: readonly string[];
}

const MAXIMUM_QUESTIONS = 100;

/** Reads how complete answers are. Remembers it for a minute: the pages of an answer have the same. */
export class CoverageReader {
  readonly #store: AuditStore;
  readonly #recent = new RecentValues<AnswerCoverage>(MAXIMUM_QUESTIONS);

  constructor(store: AuditStore) {
    this.#store = store;
  }

  /** Throws as `AuditLog.coverage` does. */
  async ask(asked: Omit<AuditQuery, 'order'>, options: CoverageOptions = {}): Promise<AnswerCoverage> {
    checkLateness(options);
    const { query } = await resolveQuery(this.#store, asked, undefined, options.signal);
    return this.#read(query, options);
  }

  /**
   * Reads the same for an answer whose records must not be lost if it fails: the answer then says that it does not know.
   * @throws the reason of the caller's signal
   */
  async readOrSay(query: ResolvedQuery, { lateness, signal }: CoverageOptions): Promise<NotedCoverage> {
    const deadline = AbortSignal.timeout(COVERAGE_MILLISECONDS);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const coverage = await untilAborted(this.#read(query, { lateness, signal: either }), either);
      return { coverage, notices: [] };
    } catch (error) {
      const isLate = deadline.aborted && error === deadline.reason;
      if (signal?.aborted || !(isLate || error instanceof AuditTrailError)) throw error;
      const message = isLate
        ? `no answer within ${COVERAGE_MILLISECONDS / 1_000} seconds.`
        : toMessage(error);
      const unread = 'Coverage could not be read, so it is not known how complete the answer is.';
      return {
        coverage: composeCoverage(query.range, { ...NOTHING, unread }, Date.now()),
        notices: [`Coverage could not be read: ${message}`],
      };
    }
  }

  #read(query: ResolvedQuery, options: CoverageOptions): Promise<AnswerCoverage> {
    const lateness = checkLateness(options);
    const { order, ...asked } = query;
    return this.#recent.get(JSON.stringify([asked, lateness]), () =>
      readCoverage(this.#store, query, lateness * 60, options.signal),
    );
  }
}

async function readCoverage(
  store: AuditStore,
  query: ResolvedQuery,
  leastSeconds: number,
  signal: AbortSignal | undefined,
): Promise<AnswerCoverage> {
  const now = Date.now();
  const [delivered, trails, exclusions] = await Promise.all([
    readDeliveries(store, query, leastSeconds, now, signal),
    store.trails(signal),
    store.exclusions(signal),
  ]);
  const knowledge = toKnowledge(query, { ...delivered, trails, exclusions }, now);
  return composeCoverage(query.range, knowledge, now);
}

const NOTHING: Knowledge = {
  marginSeconds: 0,
  logged: { status: 'unknown', sentences: [] },
  notLogged: [],
  excluded: [],
};

async function readDeliveries(
  store: AuditStore,
  query: ResolvedQuery,
  leastSeconds: number,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Deliveries> {
  const read = async (marginSeconds: number): Promise<Deliveries> => {
    const asked = toCoverageQuery(query, marginSeconds, now);
    return { asked, deliveries: asked && (await store.coverage(asked, signal)), marginSeconds };
  };
  const first = await read(leastSeconds);
  const measured = first.deliveries?.latenessSeconds ?? 0;
  return measured > leastSeconds ? read(measured) : first;
}
