import { RISK_LEVELS, type RiskLevel } from '../../audit/audit-record';
import { errorCodesForOutcomes } from '../../audit/outcome';
import { AuditTrailError } from '../../errors';
import { RISK_RULES } from '../../rules/risk-rules';
import { FEED, type IndexName, TRAFFIC_SHARDS } from '../../store/indexes';
import { partitionsFor } from '../../store/lanes';
import { keysOfResource } from '../../store/resource-keys';
import { distinct, type ResolvedQuery } from '../resolved-query';
import { isNetwork } from '../source-ip';
import type { TimeRange } from '../time-range';
import { type Coverage, findGap, type Gap } from './coverage';
import { fillGap } from './fill-gap';
import { type AnsweredPart, type Filter, toFilters } from './filter';
import { findFormatNotice } from './format-notice';
import { actionValues, impliedBy, lanesFor, toReach } from './reach';

/** How a query is answered: some partitions of one index, and filters on what is read there. */
export interface Plan {
  readonly index: IndexName;
  readonly partitions: readonly string[];
  readonly filters: readonly Filter[];
  /** When events of the data plane happened that are found by activity entries. Absent if the index holds all of them. */
  readonly byEntries?: TimeRange;
  /** What the answer lacks. Absent if it is complete. */
  readonly incomplete?: string;
  /** What to know about the answer. Absent if there is nothing. */
  readonly notice?: string;
}

/** A way to answer: values of one index that cover every matching record. */
interface Candidate {
  readonly index: IndexName;
  readonly values: readonly string[];
  /** The parts of the query that these values answer exactly; the rest is filtered. */
  readonly answers: readonly AnsweredPart[];
}

/**
 * The share of all events that one value of an index usually holds: risky calls are rare, an error code or
 * access key is a fraction of the traffic of its table or role, and the feed is everything.
 */
const USUAL_SHARE: Readonly<Record<IndexName, number>> = {
  risk: 0.001,
  failure: 0.002,
  credential: 0.01,
  address: 0.02,
  resource: 0.05,
  principal: 0.06,
  action: 0.1,
  feed: 1,
};
/** There is usually one change for a thousand events of traffic. */
const CHANGES_SHARE = 0.001;

/**
 * Plans a query: of the indexes that cover it, the one with the least to read. If none does, the one with the least, and
 * activity entries for the rest.
 * @param indexesOnly whether to do without activity entries
 * @throws AuditTrailError `NotAnswerable` if something is missing and the query does not accept a partial
 *   answer: what is missing, similar queries that can be answered, and the setting that would change it
 */
export function planQuery(query: ResolvedQuery, coverage: Coverage, indexesOnly = false): Plan {
  const lanes = lanesFor(query);
  const reach = toReach(query);
  const ways = candidatesFor(query)
    .map((candidate) => {
      const partitions = candidate.values.flatMap((value) => partitionsFor(value, lanes));
      const share = partitions.reduce((sum, partition) => sum + estimateShare(candidate.index, partition), 0);
      // If nothing can match, nothing is missing.
      const gap =
        partitions.length === 0 ? undefined : findGap(candidate.index, candidate.values, reach, coverage);
      return { candidate, partitions, share, gap };
    })
    .sort((one, other) => one.share - other.share);

  const best = ways.find(({ gap }) => gap === undefined) ?? ways[0];
  if (!best) throw new Error('The feed index can answer every query.');
  const { candidate, partitions } = best;
  const { byEntries, gap } = indexesOnly ? { gap: best.gap } : fillGap(best.gap, coverage);
  if (gap && !query.partial) throw notAnswerable(gap);
  const notice = findFormatNotice(query, coverage);
  return {
    index: candidate.index,
    partitions,
    filters: toFilters(query, [...candidate.answers, ...impliedBy(lanes, query)]),
    ...(byEntries && { byEntries }),
    ...(gap && { incomplete: gap.lacks }),
    ...(notice !== undefined && { notice }),
  };
}

/** How entries are filtered that are read by the table and second of an event. */
export const toSpanPlan = (query: ResolvedQuery): Plan => ({
  index: 'resource',
  partitions: [],
  filters: toFilters(query, []),
});

function candidatesFor(query: ResolvedQuery): Candidate[] {
  const found: Candidate[] = query.resources.map((list) => {
    const values = distinct(list.flatMap(keysOfResource));
    const isExact = values.every((value) => list.includes(value));
    return { index: 'resource', values, answers: isExact ? [list] : [] };
  });
  const add = (index: IndexName, values: readonly string[] | undefined, ...answers: AnsweredPart[]) => {
    if (values) found.push({ index, values: distinct(values), answers });
  };
  add('risk', query.risk, 'risk');
  add('risk', query.rule && levelsFrom(query.rule));
  add('failure', query.error, 'error');
  add('credential', query.accessKey, 'accessKey');
  // A network is not a key, so its addresses are compared after reading.
  if (!query.sourceIp?.some(isNetwork)) add('address', query.sourceIp, 'sourceIp');
  add('principal', query.principal, 'principal');
  add('action', actionValues(query), 'action', 'service');
  add('failure', query.outcome && errorCodesForOutcomes(query.outcome), 'outcome');
  add('feed', [FEED]);
  return found;
}

/** A record with a rule has the level of that rule or a higher one. */
function levelsFrom(rules: readonly string[]): readonly RiskLevel[] {
  const levels = RISK_RULES.filter(({ id }) => rules.includes(id)).map(({ level }) =>
    RISK_LEVELS.indexOf(level),
  );
  return RISK_LEVELS.slice(Math.min(...levels));
}

const estimateShare = (index: IndexName, partition: string): number =>
  USUAL_SHARE[index] * (partition.startsWith('c|') ? CHANGES_SHARE : 1 / TRAFFIC_SHARDS);

function notAnswerable({ lacks, setting, instead }: Gap): AuditTrailError {
  const narrower = [...instead, 'a table, a resource or a principal'].join(', or ');
  const remedy = setting ? `set ${setting}, deploy, and run` : 'run';
  return new AuditTrailError(
    'NotAnswerable',
    `This deployment has no index that covers the query: ${lacks}. Add ${narrower}; ` +
      `accept partial results; or ${remedy} "ddb-audit reindex".`,
  );
}
