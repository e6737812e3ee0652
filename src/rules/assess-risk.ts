import { RISK_LEVELS, type Risk } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';
import { RISK_RULES, type RiskLists, type RiskRule } from './risk-rules';

const FAMILIES = new Map<string, 'dynamodb' | 'dax'>([
  ['dynamodb.amazonaws.com', 'dynamodb'],
  ['streams.dynamodb.amazonaws.com', 'dynamodb'],
  ['dax.amazonaws.com', 'dax'],
]);

/** The rules that can match an operation; most operations have only those on every one. */
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
 * Makes the function that holds every rule against a call.
 * @returns a function that gives the risk of a call, or undefined if no rule matches
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
