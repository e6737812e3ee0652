import type { Answer } from '../../src/http/operations';
import type { Place } from '../place/place';
import type { AskedId, Parameters } from './ask';
import { type Loading, useLoaded } from './use-answer';

/** The filters and the time range of a place, as the API takes them. */
export const toQuestion = ({ filters, since, until }: Pick<Place, 'filters' | 'since' | 'until'>) => ({
  ...filters,
  since,
  until,
});

/**
 * Loads an answer, again whenever the parameters change.
 * @param parameters undefined to ask nothing yet
 * @param eventId for operations about one event
 */
export const useAnswer = <Id extends AskedId>(
  id: Id,
  parameters: Parameters<Id> | undefined,
  eventId = '',
): Loading<Answer<Id>> =>
  useLoaded(parameters && JSON.stringify([id, parameters, eventId]), (api, signal) =>
    api.ask(id, parameters as Parameters<Id>, signal, eventId),
  );

export type EventRecord = Answer<'searchEvents'>['records'][number];
