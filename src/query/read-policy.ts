import type { AuditRecord, Outcome } from '../audit/audit-record';
import { leastPolicy, type ReadEvents } from '../audit/least-privilege-policy';
import { AuditTrailError } from '../errors';
import { toEventTime } from '../store/lanes';
import type { AuditStore, RecordReader } from './audit-store';
import { checkValues } from './check-values';
import { MAXIMUM_PAGE, pageBudget } from './limits';
import { toNotices } from './notices';
import type { PolicyAnswer, PolicyOptions } from './policy-answer';
import type { AuditQuery } from './query';
import { type CoverageReader, checkLateness } from './read-coverage';
import { resolveQuery } from './resolve-query';

/** Builds the policy for the calls of a principal. Throws as `AuditLog.policy` does. */
export async function readPolicy(
  store: AuditStore,
  coverageReader: CoverageReader,
  asked: Omit<AuditQuery, 'order' | 'outcome'>,
  { includeDenied = false, ...options }: PolicyOptions = {},
): Promise<PolicyAnswer> {
  checkLateness(options);
  const { signal } = options;
  if (!asked.principal?.length) {
    throw new AuditTrailError(
      'InvalidArgument',
      'principal is missing. Give the principal that the policy is for.',
    );
  }
  const outcome: Outcome[] = ['succeeded', ...(includeDenied ? (['denied'] as const) : [])];
  const { query, named, notices } = await resolveQuery(store, { ...asked, outcome }, undefined, signal);
  const budget = pageBudget(store);
  const reader = await store.records(query, { budget, signal });
  const calls = new BoundedCalls(reader, budget.until);
  const readEvents: ReadEvents = async (record) => {
    const variants = calls.original ? [calls] : await store.event(record.eventId, signal);
    return variants.flatMap(({ original }) =>
      original ? [JSON.parse(new TextDecoder().decode(original))] : [],
    );
  };
  const [policy, { coverage, notices: unread }] = await Promise.all([
    leastPolicy(calls, readEvents),
    coverageReader.readOrSay(query, options),
  ]);
  const { count, entries, stoppedAt } = calls;
  const isNothing = count === 0 && stoppedAt === undefined;
  return {
    ...(policy && { policy }),
    calls: count,
    complete: stoppedAt === undefined,
    searched: {
      ...query.range,
      ...(stoppedAt !== undefined && { since: stoppedAt }),
      index: reader.plan.index,
      entries,
    },
    coverage,
    ...toNotices([
      ...notices,
      reader.plan.notice,
      ...(isNothing ? await checkValues(store, named, signal) : []),
      stoppedAt && `The policy is made from the calls since ${stoppedAt} only. Narrow the time to read all.`,
      ...unread,
    ]),
  };
}

/** The records of an answer, newest first, until the budget is spent. Time also passes while events are read. */
class BoundedCalls implements AsyncIterable<AuditRecord> {
  count = 0;
  entries = 0;
  /** The bytes of the event that was given last, if it was read from a log file. */
  original: Uint8Array | undefined;
  /** Time of the oldest record that was given, if there may be more. */
  stoppedAt: string | undefined;
  readonly #reader: RecordReader;
  readonly #until: number;

  constructor(reader: RecordReader, until: number) {
    this.#reader = reader;
    this.#until = until;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AuditRecord> {
    for (;;) {
      const { records, originals, position, cost } = await this.#reader.read(MAXIMUM_PAGE);
      this.entries = cost.entries;
      for (const record of records) {
        this.count += 1;
        this.original = originals?.get(record);
        yield record;
        if (Date.now() < this.#until) continue;
        this.stoppedAt = record.eventTime;
        return;
      }
      if (position === undefined) return;
      // A page that is not full ended with the budget.
      if (records.length < MAXIMUM_PAGE) {
        this.stoppedAt = toEventTime(position.occurred);
        return;
      }
    }
  }
}
