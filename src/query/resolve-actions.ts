import { GUARD_EVENT_NAMES, OPERATIONS, servicesWith } from '../audit/find-operation';
import { AuditTrailError } from '../errors';
import { formatSuggestion, suggestNames } from '../near-names';
import { type AskedAction, formatAction, parseAction } from './asked-action';
import { isSeen, listNames } from './list-directory';
import {
  asGiven,
  collectMatches,
  type NameContext,
  type NameMatch,
  type ResolvedValues,
} from './name-matches';
import { isPrefix } from './value-forms';

const ACTIONS = { noun: 'operations', remedy: 'Give a longer prefix, or each operation.' };

/**
 * Operations given by name or prefix, in whatever case. An operation that the operations table does not
 * have is allowed if it was ever seen.
 * @throws AuditTrailError `NotFound` for an operation that is neither known nor was ever seen, with similar
 *   names; `Ambiguous` for a prefix of more than 20 operations
 */
export async function resolveActions(
  asked: readonly string[],
  context: NameContext,
): Promise<ResolvedValues> {
  return collectMatches(
    await Promise.all(
      asked.map((text) => (isPrefix(text) ? expandPrefix(text, context) : findAction(text, context))),
    ),
    ACTIONS,
  );
}

async function findAction(text: string, context: NameContext): Promise<NameMatch> {
  const { service, eventName } = parseAction(text);
  const known = OPERATIONS.find(
    (operation) =>
      operation.eventName.toLowerCase() === eventName.toLowerCase() &&
      (service === undefined || operation.service === service),
  );
  const { store, signal } = context;
  if (known === undefined || known.eventName !== eventName) {
    const services = service ? [service] : servicesWith(eventName);
    const seen = await Promise.all(
      services.map((one) => isSeen(store, 'actions', `${one}:${eventName}`, signal)),
    );
    if (known === undefined) {
      if (seen.includes(true)) return asGiven(text);
      throw await unknownOperation(text, context);
    }
    // AWS spells some names in two ways, so both spellings are asked for.
    const spelled = formatAction({ eventName: known.eventName, ...(service && { service }) });
    return { name: text, values: seen.includes(true) ? [text, spelled] : [spelled], isNoted: false };
  }
  const versions = versionsOf(known.eventName).map((name) =>
    formatAction({ eventName: name, ...(service && { service }) }),
  );
  return versions.length === 0 ? asGiven(text) : { name: text, values: [text, ...versions], isNoted: true };
}

/** CloudTrail adds the version of the API to most names of Lambda. */
const versionsOf = (name: string): string[] =>
  [...GUARD_EVENT_NAMES].filter((one) => one.startsWith(name) && VERSION.test(one.slice(name.length)));
const VERSION = /^\d{8}(?:v\d+)?$/;

/** The operations seen that begin with a prefix; if there are none, the known ones. */
async function expandPrefix(text: string, context: NameContext): Promise<NameMatch> {
  const { service, eventName: start } = parseAction(text.slice(0, -1));
  const matching = (actions: readonly AskedAction[]) => [
    ...new Set(
      actions
        .filter((action) => service === undefined || action.service === service)
        .filter(({ eventName }) => eventName.toLowerCase().startsWith(start.toLowerCase()))
        .map(({ eventName }) => formatAction({ eventName, ...(service && { service }) })),
    ),
  ];
  const seen = matching((await listActions(context)).map(parseAction));
  const values = seen.length > 0 ? seen : matching(OPERATIONS);
  if (values.length === 0) throw await unknownOperation(text, context);
  return { name: text, values, isNoted: true };
}

const listActions = ({ store, signal }: NameContext) => listNames(store, { kind: 'actions' }, signal);

async function unknownOperation(text: string, context: NameContext): Promise<AuditTrailError> {
  const { service, eventName } = parseAction(text);
  const all = [...OPERATIONS, ...(await listActions(context)).map(parseAction)];
  const elsewhere = all.filter((one) => one.eventName.toLowerCase() === eventName.toLowerCase());
  const known = all.map((one) => (service ? formatAction(one) : one.eventName));
  const suggestion =
    elsewhere.length > 0
      ? formatSuggestion([...new Set(elsewhere.map(formatAction))])
      : suggestNames(text, known);
  return new AuditTrailError(
    'NotFound',
    `No operation named ${JSON.stringify(text)} is known or has been seen.${suggestion}`,
  );
}
