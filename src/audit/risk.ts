import { RISK_LEVELS, type Risk } from './audit-record';
import { type Call, RISK_RULES, type RiskRule } from './risk-rules';

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

/** What the rules say of one event; undefined if none matches. */
export function riskOf(call: Call): Risk | undefined {
  const { record } = call;
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
