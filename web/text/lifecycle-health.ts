import { formatLifecycle } from '../../src/assure/lifecycle/format-lifecycle';
import type { Check, Status } from './health-check';

const ADVICE: Readonly<Record<'early' | 'unreadable', string>> = {
  early: 'Change the rule, or set dataEventDetail to records.',
  unreadable: 'Grant the permission to the assure function, or check the rules yourself.',
};

/** Whether lifecycle rules keep the log files that events without a record are read from. */
export function checkLifecycles({ lifecycles }: Status): Check[] {
  const name = 'Log files kept';
  // Every event has a record of its own.
  if (!lifecycles) return [];
  if (lifecycles.length === 0) {
    const words = 'It is not known yet whether lifecycle rules keep the log files as long as the audit.';
    return [{ name, verdict: 'look', words, advice: 'The lifecycle rules are checked every night.' }];
  }
  const lacking = lifecycles.filter(({ state }) => state !== 'kept');
  if (lacking.length === 0) {
    const words = 'No lifecycle rule deletes or archives log files before the audit deletes their events.';
    return [{ name, verdict: 'good', words }];
  }
  const isEarly = lacking.some(({ state }) => state === 'early');
  const words = lacking.map(formatLifecycle).join(' ');
  return [
    { name, verdict: isEarly ? 'bad' : 'look', words, advice: ADVICE[isEarly ? 'early' : 'unreadable'] },
  ];
}
