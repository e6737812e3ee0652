import type { Answer } from '../../src/http/operations';
import type { EventRecord } from './questions';
import { useLoaded } from './use-answer';

/** Most events that are read for their words. */
const MAXIMUM_EVENTS = 40;

/**
 * What risky calls did, in words, by event ID.
 * @param records newest first; those without a risk have no words
 */
export function useRiskWords(records: readonly EventRecord[]): ReadonlyMap<string, string> {
  const risky = records.filter(({ risk }) => risk !== undefined).slice(0, MAXIMUM_EVENTS);
  const ids = risky.map(({ eventId }) => eventId);
  const { value } = useLoaded(ids.length > 0 ? JSON.stringify(ids) : undefined, async (api, signal) => {
    const read = async (id: string) => {
      const { records } = await api.ask('getEvent', {}, signal, id);
      const reason = findWorst(records[0]?.riskReasons ?? []);
      return reason && ([id, reason.words ?? reason.title] as const);
    };
    return new Map((await Promise.all(ids.map(read))).filter((entry) => entry !== undefined));
  });
  return value ?? NONE;
}

/** Levels of risk, lowest first. */
const LEVELS = ['low', 'medium', 'high', 'critical'];

type Reason = NonNullable<Answer<'getEvent'>['records'][number]['riskReasons']>[number];

/** The reason with the highest level; of several, the first. */
const findWorst = (reasons: readonly Reason[]): Reason | undefined =>
  reasons.toSorted((one, other) => LEVELS.indexOf(other.level ?? '') - LEVELS.indexOf(one.level ?? ''))[0];

const NONE: ReadonlyMap<string, string> = new Map();
