import { type Outcome, RISK_LEVELS, type Risk } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';
import { APIS } from '../audit/operations';
import { matchesPattern } from '../audit/pattern';
import type { Call, RiskException, RiskRule, RiskSettings, RuleFamily } from './risk-rule';
import { RISK_RULES } from './risk-rules';

const FAMILIES = new Map<string, RuleFamily>([
  ...Object.values(APIS).flatMap(({ service, eventSources }) =>
    service === 'guard' ? eventSources.map((source): [string, RuleFamily] => [source, 'guard']) : [],
  ),
  ['dynamodb.amazonaws.com', 'dynamodb'],
  ['streams.dynamodb.amazonaws.com', 'dynamodb'],
  ['dax.amazonaws.com', 'dax'],
]);

/** Rules that can match an operation. Most operations have only the rules on all operations. */
function rulesOn(family: RuleFamily | undefined, eventName: string | undefined): readonly RiskRule[] {
  return RISK_RULES.filter(
    ({ source, eventNames }) =>
      (source === 'any' || source === family) &&
      (eventNames === undefined || (eventName !== undefined && eventNames.includes(eventName))),
  );
}

const NAMED = new Set(RISK_RULES.flatMap(({ eventNames }) => eventNames ?? []));
const RULES = new Map(
  ([undefined, 'dynamodb', 'dax', 'guard'] as const).map((family) => [
    family,
    {
      byName: new Map([...NAMED].map((eventName) => [eventName, rulesOn(family, eventName)])),
      others: rulesOn(family, undefined),
    },
  ]),
);

/** Whether a rule looks at calls that ended like this. */
const looksAt = ({ outcomes }: RiskRule, outcome: Outcome): boolean =>
  outcomes === 'any' || (outcomes === 'failed') === (outcome !== 'succeeded');

/**
 * Creates a function that evaluates all rules on a call.
 * @returns a function that returns the risk of a call, or undefined if no rule matches
 */
export const riskAssessor =
  (settings: RiskSettings = {}) =>
  (call: ClassifiedCall): Risk | undefined =>
    assess(call, settings);

function assess(
  { event, request, record, statements }: ClassifiedCall,
  settings: RiskSettings,
): Risk | undefined {
  const call = { event, request, record, statements, settings };
  const { byName, others } = RULES.get(FAMILIES.get(record.eventSource))!;
  let matching: RiskRule[] | undefined;
  for (const rule of byName.get(record.eventName) ?? others) {
    if (!looksAt(rule, record.outcome)) continue;
    if (rule.when !== undefined && !rule.when(call)) continue;
    if (isException(rule, call)) continue;
    matching ??= [];
    matching.push(rule);
  }
  if (matching === undefined) return undefined;
  const highest = Math.max(...matching.map(({ level }) => RISK_LEVELS.indexOf(level)));
  return { level: RISK_LEVELS[highest]!, rules: matching.map(({ id }) => id) };
}

const isException = (rule: RiskRule, { record, settings }: Call): boolean =>
  settings.riskExceptions?.some(
    (exception: RiskException) =>
      exception.rule === rule.id &&
      (exception.principal === undefined || matchesPattern(exception.principal, record.principal.id)) &&
      (exception.resource === undefined ||
        record.resources.some((resource) => matchesPattern(exception.resource ?? '', resource))),
  ) ?? false;
