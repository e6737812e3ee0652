import type { AuditRecord } from '../audit/audit-record';
import { FirstEvents } from './first-events';
import { GroupedCalls } from './grouped-calls';
import type { Report } from './report-schema';
import { isChange } from './reported-event';
import { RiskyEvents, type ToWords } from './risky-events';

const MAXIMUM_GUARD_EVENTS = 200;
const ROOT_RULE = 'ddb-root-use';

/** The lists of calls that are not routine. Calls come in the order of their times, each once. */
export class NotableCalls {
  readonly #privileged = new GroupedCalls();
  readonly #denied = new GroupedCalls();
  readonly #guard = new FirstEvents(MAXIMUM_GUARD_EVENTS);
  readonly #risks = new RiskyEvents();

  add(record: AuditRecord): void {
    const isGuard = record.service === 'guard';
    if (isGuard) this.#guard.add(record);
    else if (isChange(record) || record.risk?.rules.includes(ROOT_RULE)) this.#privileged.add(record);
    if (record.outcome === 'denied') this.#denied.add(record);
    this.#risks.add(record);
  }

  async finish(toWords: ToWords): Promise<Pick<Report, 'privileged' | 'denied' | 'guard' | 'risks'>> {
    return {
      privileged: this.#privileged.finish(),
      denied: this.#denied.finish(),
      guard: this.#guard.finish(),
      risks: await this.#risks.finish(toWords),
    };
  }
}
