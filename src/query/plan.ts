import { errorCodesForOutcomes } from '../audit/outcome';
import { AuditTrailError } from '../errors';
import { FEED, type IndexName, TRAFFIC_SHARDS } from '../store/indexes';
import { partitionsFor } from '../store/lanes';
import { keysOfResource } from '../store/resource-keys';
import { type Coverage, findGap, type Gap } from './coverage';
import { type AnsweredPart, type Filter, toFilters } from './filter';
import { distinct, type Question } from './question';
import { actionValues, impliedBy, lanesFor, toReach } from './reach';

/** How a question is answered: one index, some of its partitions, and filters on what is read there. */
export interface Plan {
  readonly index: IndexName;
  readonly partitions: readonly string[];
  readonly filters: readonly Filter[];
  /** What the answer lacks, where a partial one was asked for. */
  readonly incomplete?: string;
}

/** A way to answer: values of one index that every record that answers has its entries under. */
interface Candidate {
  readonly index: IndexName;
  readonly values: readonly string[];
  /** The parts of the question that these values answer exactly; the rest is filtered. */
  readonly answers: readonly AnsweredPart[];
}

/**
 * What share of all events one value of an index holds, as a rule: risky calls are rare, one error
 * or one access key is a fraction of what its table or role sees, the feed is everything.
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
/** Changes are to traffic, as a rule, as one to a thousand. */
const CHANGES_SHARE = 0.001;

/**
 * Plans a question: of the indexes that hold everything it asks for, the one with the least to read.
 * @param options.partial answer with what there is where no index holds everything
 * @throws AuditTrailError `NotAnswerable` when no index holds everything and `partial` is off: what is
 *   missing, the nearest questions that can be answered, and the setting that would change it
 */
export function planQuestion(question: Question, coverage: Coverage, { partial = false } = {}): Plan {
  const lanes = lanesFor(question);
  const reach = toReach(question);
  const ways = candidatesFor(question)
    .map((candidate) => {
      const partitions = candidate.values.flatMap((value) => partitionsFor(value, lanes));
      const share = partitions.reduce((sum, partition) => sum + estimateShare(candidate.index, partition), 0);
      // Where nothing can answer, nothing is missing.
      const gap =
        partitions.length === 0 ? undefined : findGap(candidate.index, candidate.values, reach, coverage);
      return { candidate, partitions, share, gap };
    })
    .sort((one, other) => one.share - other.share);

  const best = ways.find(({ gap }) => gap === undefined) ?? ways[0];
  if (!best) throw new Error('The feed is a candidate for every question.');
  const { candidate, partitions, gap } = best;
  if (gap && !partial) throw notAnswerable(gap);
  return {
    index: candidate.index,
    partitions,
    filters: toFilters(question, [...candidate.answers, ...impliedBy(lanes, question)]),
    ...(gap && { incomplete: gap.lacks }),
  };
}

function candidatesFor(question: Question): Candidate[] {
  const found: Candidate[] = question.resources.map((list) => {
    const values = distinct(list.flatMap(keysOfResource));
    const isExact = values.every((value) => list.includes(value));
    return { index: 'resource', values, answers: isExact ? [list] : [] };
  });
  const add = (index: IndexName, values: readonly string[] | undefined, ...answers: AnsweredPart[]) => {
    if (values) found.push({ index, values: distinct(values), answers });
  };
  add('risk', question.risk, 'risk');
  add('failure', question.errorCode, 'errorCode');
  add('credential', question.accessKey, 'accessKey');
  add('address', question.sourceIp, 'sourceIp');
  add('principal', question.principal, 'principal');
  add('action', actionValues(question), 'action', 'service');
  add('failure', question.outcome && errorCodesForOutcomes(question.outcome), 'outcome');
  add('feed', [FEED]);
  return found;
}

const estimateShare = (index: IndexName, partition: string): number =>
  USUAL_SHARE[index] * (partition.startsWith('c|') ? CHANGES_SHARE : 1 / TRAFFIC_SHARDS);

function notAnswerable({ lacks, setting, instead }: Gap): AuditTrailError {
  const nearest = [...instead, 'a table, a resource or a principal'].join(', or with ');
  const remedy = setting ? `set ${setting} and ingest` : 'ingest';
  return new AuditTrailError(
    'NotAnswerable',
    `No index of this deployment holds everything that was asked for: ${lacks}. Ask with ${nearest}; ` +
      `or for a partial answer; or ${remedy} the log files again.`,
  );
}
