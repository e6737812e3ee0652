import { type AuditRecord, RISK_LEVELS, type RiskLevel } from '../audit/audit-record';
import { RISK_RULES } from '../rules/risk-rules';
import { FirstEvents } from './first-events';
import type { Report, ReportedRisk } from './report-schema';
import { shorten, toReportedEvent } from './reported-event';

const MAXIMUM_LISTED = 100;

/** Says in words why a call is risky: a text for each rule. */
export type ToWords = (record: AuditRecord) => Promise<readonly string[]>;

type Risks = Report['risks'];

/** Lists the riskiest calls, and counts all of them by rule. */
export class RiskyEvents {
  readonly #byLevel = new Map<RiskLevel, FirstEvents>(
    [...RISK_LEVELS].reverse().map((level) => [level, new FirstEvents(MAXIMUM_LISTED)]),
  );
  readonly #rules = new Map<string, number>();

  add(record: AuditRecord): void {
    if (!record.risk) return;
    this.#byLevel.get(record.risk.level)?.add(record);
    for (const rule of record.risk.rules) this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1);
  }

  async finish(toWords: ToWords): Promise<Risks> {
    const all = [...this.#byLevel.values()];
    const total = all.reduce((sum, events) => sum + events.total, 0);
    const riskiest = all.flatMap(({ records }) => records).slice(0, MAXIMUM_LISTED);
    const listed: ReportedRisk[] = [];
    for (const record of riskiest) listed.push(await toRisk(record, toWords));
    const count = (level: RiskLevel) => this.#byLevel.get(level)?.total ?? 0;
    return {
      total,
      levels: {
        ...{ critical: count('critical'), high: count('high') },
        ...{ medium: count('medium'), low: count('low') },
      },
      rules: this.#countRules(),
      listed,
      omitted: total - listed.length,
    };
  }

  /** The highest level first, then by id. */
  #countRules(): Risks['rules'] {
    return [...this.#rules]
      .map(([id, events]) => {
        const rule = RISK_RULES.find((one) => one.id === id);
        return { rule: id, ...(rule && { level: rule.level }), title: rule?.title ?? id, events };
      })
      .sort((one, other) => rank(other.level) - rank(one.level) || (one.rule < other.rule ? -1 : 1));
  }
}

const rank = (level: RiskLevel | undefined): number => (level ? RISK_LEVELS.indexOf(level) : -1);

async function toRisk(record: AuditRecord, toWords: ToWords): Promise<ReportedRisk> {
  const { risk, sourceIp, userAgent } = record;
  return {
    ...toReportedEvent(record),
    level: risk!.level,
    words: (await toWords(record)).map(shorten),
    ...(sourceIp !== undefined && { sourceIp: shorten(sourceIp) }),
    ...(userAgent !== undefined && { userAgent: shorten(userAgent) }),
  };
}
