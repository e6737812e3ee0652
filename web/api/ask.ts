import type { Answer, Asked, OPERATIONS, OperationId } from '../../src/http/operations';
import type { Problem } from '../../src/http/problems';
import { rememberEvents, toEventRange } from '../place/event-times';

/** The operations that the page uses, with their paths. */
const PATHS = {
  searchEvents: '/events',
  getEvent: '/events/{eventId}',
  getDiff: '/events/{eventId}/diff',
  listResources: '/resources',
  listPrincipals: '/principals',
  listActions: '/actions',
  compareEvents: '/events/{eventId}/compare',
  summarizeEvents: '/summary',
  getActivity: '/activity',
  listNamedItems: '/items',
  getPolicy: '/policy',
  listDeliveries: '/deliveries',
  listFiles: '/files',
  getHistogram: '/histogram',
  getFacets: '/facets',
  getStatus: '/status',
} as const satisfies { readonly [Id in OperationId]?: (typeof OPERATIONS)[Id]['path'] };
export type AskedId = keyof typeof PATHS;

type Value = string | number | boolean | readonly string[] | undefined;
/** Parameters of an operation as a person gives them. The API checks their values. */
export type Parameters<Id extends OperationId> = { readonly [Name in keyof Asked<Id>]?: Value };

/** A question about an item, as `POST /items/search` takes it. */
export type ItemQuestion = Partial<Asked<'searchItems'>>;

type AskErrorCode = Problem['code'] | 'Unreachable';

/** Codes of problems that can end without another question. */
const PASSING: ReadonlySet<AskErrorCode> = new Set([
  'Configuration',
  'ServiceFailed',
  'Unexpected',
  'Unreachable',
]);

/** A problem that the API reported, or why there is no answer. */
export class AskError extends Error {
  constructor(
    readonly code: AskErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Whether the same question may have an answer when it is asked again. */
  get mayPass(): boolean {
    return PASSING.has(this.code);
  }
}

/** Asks the API of this page. */
export class Api {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** @throws AskError */
  async ask<Id extends AskedId>(
    id: Id,
    parameters: Parameters<Id>,
    signal: AbortSignal,
    eventId = '',
  ): Promise<Answer<Id>> {
    const path = PATHS[id].replace('{eventId}', encodeURIComponent(eventId));
    const response = await this.#fetch(
      `${path}?${toQuery({ ...toPlace(eventId, parameters), ...parameters })}`,
      signal,
    );
    const answer = (await response.json()) as Answer<Id>;
    rememberEvents(answer);
    return answer;
  }

  /**
   * The exact text of an event in its log file.
   * @throws AskError
   */
  async original(eventId: string, contentHash: string | undefined, signal: AbortSignal): Promise<string> {
    const query = toQuery({ ...toEventRange(eventId), contentHash });
    const response = await this.#fetch(`/events/${encodeURIComponent(eventId)}/original?${query}`, signal);
    return response.text();
  }

  /**
   * What happened to an item. Its key is sent in a body, never in an address.
   * @throws AskError
   */
  async searchItems(question: ItemQuestion, signal: AbortSignal): Promise<Answer<'searchItems'>> {
    const body = JSON.stringify(question);
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch('/items/search', signal, { method: 'POST', headers, body });
    const history = (await response.json()) as Answer<'searchItems'>;
    rememberEvents(history);
    return history;
  }

  async #fetch(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`api${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${this.#token}` },
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new AskError(
        'Unreachable',
        'ddb-audit explore does not answer. It may have ended: start it again, and open the address that it prints.',
      );
    });
    if (response.ok) return response;
    const { code, detail } = (await response.json().catch(() => ({}))) as Partial<Problem>;
    if (code === 'Unauthorized') throw new AskError(code, WRONG_TOKEN);
    throw new AskError(code ?? 'Unexpected', detail ?? `The API answered with status ${response.status}.`);
  }
}

/** Where to look for the event that is asked about, and for the one that it is compared with. */
function toPlace(
  eventId: string,
  { with: other }: { readonly with?: Value },
): Readonly<Record<string, Value>> {
  const { since, until } = toEventRange(String(other ?? ''));
  return { ...toEventRange(eventId), withSince: since, withUntil: until };
}

const WRONG_TOKEN =
  'This page belongs to an explorer that has ended. Open the address that ddb-audit explore printed last.';

function toQuery(parameters: Readonly<Record<string, Value>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) query.append(name, String(one));
    }
  }
  return query.toString();
}
