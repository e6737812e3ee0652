import { RISK_LEVELS, type Risk } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';
import type { RiskLists, RiskRule } from './risk-rule';
import { RISK_RULES } from './risk-rules';

const FAMILIES = new Map<string, 'dynamodb' | 'dax'>([
  ['dynamodb.amazonaws.com', 'dynamodb'],
  ['streams.dynamodb.amazonaws.com', 'dynamodb'],
  ['dax.amazonaws.com', 'dax'],
]);

/** Rules that can match an operation. Most operations have only the rules on all operations. */
function rulesOn(family: 'dynamodb' | 'dax' | undefined, eventName: string | undefined): readonly RiskRule[] {
  return RISK_RULES.filter(
    ({ source, eventNames }) =>
      (source === 'any' || source === family) &&
      (eventNames === undefined || (eventName !== undefined && eventNames.includes(eventName))),
  );
}

const NAMED = new Set(RISK_RULES.flatMap(({ eventNames }) => eventNames ?? []));
const RULES = new Map(
  [undefined, 'dynamodb' as const, 'dax' as const].map((family) => [
    family,
    {
      byName: new Map([...NAMED].map((eventName) => [eventName, rulesOn(family, eventName)])),
      others: rulesOn(family, undefined),
    },
  ]),
);

/**
 * Creates a function that evaluates all rules on a call.
 * @returns a function that returns the risk of a call, or undefined if no rule matches
 */
export const riskAssessor =
  (lists: RiskLists = {}) =>
  (call: ClassifiedCall): Risk | undefined =>
    assess(call, lists);

function assess({ event, request, record, statements }: ClassifiedCall, lists: RiskLists): Risk | undefined {
  const call = { event, request, record, statements, lists };
  const { byName, others } = RULES.get(FAMILIES.get(record.eventSource))!;
  const matching: RiskRule[] = [];
  for (const rule of byName.get(record.eventName) ?? others) {
    if (record.outcome !== 'succeeded' && rule.evenIfFailed !== true) continue;
    if (rule.when === undefined || rule.when(call)) matching.push(rule);
  }
  if (matching.length === 0) return undefined;
  const highest = Math.max(...matching.map(({ level }) => RISK_LEVELS.indexOf(level)));
  return { level: RISK_LEVELS[highest]!, rules: matching.map(({ id }) => id) };
}
