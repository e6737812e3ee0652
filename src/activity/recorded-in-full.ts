import { parseArn } from '../audit/arn';
import type { AuditRecord } from '../audit/audit-record';
import { type JsonObject, toObject, toText } from '../audit/json';
import { matchesPattern } from '../audit/pattern';
import { isPerson } from '../audit/person';

/** The settings that decide which data events get a record of their own. */
export interface DetailSettings {
  /** What is stored of routine data events: a record of each, or only what activity entries say. */
  readonly dataEventDetail: 'records' | 'activity';
  /** IAM users that are no people, as stable ids. A trailing `*` matches any suffix. */
  readonly machines: readonly string[];
  /** Decoy resources, as ARNs. Absent: there are none. */
  readonly decoyResources?: readonly string[] | undefined;
}

/** With these settings, every event gets a record of its own. */
export const ALL_RECORDED: DetailSettings = { dataEventDetail: 'records', machines: [] };

/**
 * Errors that applications cause in normal operation: conditions that do not hold, conflicts of transactions, and requests
 * that are not valid. `DuplicateItemException` is how an INSERT of PartiQL says that its item exists.
 */
const APPLICATION_ERRORS: ReadonlySet<string | undefined> = new Set([
  'ConditionalCheckFailedException',
  'DuplicateItemException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ValidationException',
]);

/**
 * Whether an event gets a record of its own, also with `dataEventDetail: 'activity'`: events of the control plane; calls that
 * are denied, risky, on a decoy, across accounts or by a person; and calls that failed, unless the application caused it.
 * @param event the event that the record was made from
 */
function isRecordedInFull(record: AuditRecord, event: JsonObject, settings: DetailSettings): boolean {
  return (
    settings.dataEventDetail === 'records' ||
    record.plane !== 'data' ||
    record.risk !== undefined ||
    isRemarkableFailure(record) ||
    (isPerson(record, event) && !isListedMachine(record, event, settings)) ||
    isAcrossAccounts(record, event) ||
    isOnDecoy(record, settings)
  );
}

const isRemarkableFailure = ({ outcome, errorCode }: AuditRecord): boolean =>
  outcome === 'denied' || (outcome === 'failed' && !APPLICATION_ERRORS.has(errorCode));

/** An IAM user who signed in to the console, or a call on behalf of a user, is a person, whatever the settings say. */
const isListedMachine = (
  { principal }: AuditRecord,
  event: JsonObject,
  { machines }: DetailSettings,
): boolean =>
  principal.type === 'IAMUser' &&
  principal.onBehalfOf === undefined &&
  event.sessionCredentialFromConsole !== 'true' &&
  machines.some((pattern) => matchesPattern(pattern, principal.id));

function isAcrossAccounts(record: AuditRecord, event: JsonObject): boolean {
  const { accountId, principal, resources, sharedEventId } = record;
  // Without the account of the event, nobody can say that the call stayed in it.
  if (accountId === undefined || sharedEventId !== undefined) return true;
  if (principal.type !== 'AWSService') {
    const caller = toText(toObject(event.userIdentity).accountId) ?? parseArn(principal.id)?.account;
    if (caller !== undefined && caller !== accountId) return true;
  }
  const home = `:${accountId}:`;
  return resources.some((resource) => !resource.includes(home));
}

const isOnDecoy = ({ resources }: AuditRecord, { decoyResources }: DetailSettings): boolean =>
  decoyResources?.some((decoy) =>
    resources.some((resource) => resource === decoy || resource.startsWith(`${decoy}/`)),
  ) ?? false;

/** Events of one principal, table and file that get a record. A script, or a storm of denials, must not set the bill. */
export const MOST_RECORDED = 100;
/** Principals and tables that are counted. Beyond it, all counts begin again: then a file has more records, and none less. */
const MOST_COUNTED = 10_000;

/**
 * What is stored of an event: a record of its own, or only what entries say, because it is routine, or because its file has so
 * many records of its principal.
 */
export type EventDetail = 'recorded' | 'routine' | 'capped';

/** Decides which events of a file get a record of their own. It depends on nothing but the events, their order and the settings. */
export class RecordedEvents {
  readonly #settings: DetailSettings;
  /** By table and principal. */
  readonly #counts = new Map<string, number>();

  constructor(settings: DetailSettings) {
    this.#settings = settings;
  }

  /**
   * What is stored of the next event.
   * @param table at which the call is at home
   */
  add(record: AuditRecord, event: JsonObject, table: string): EventDetail {
    const settings = this.#settings;
    if (settings.dataEventDetail === 'records') return 'recorded';
    if (!isRecordedInFull(record, event, settings)) return 'routine';
    const name = `${table} ${record.principal.id}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    if (count > MOST_RECORDED) return 'capped';
    if (count === 1 && this.#counts.size >= MOST_COUNTED) this.#counts.clear();
    this.#counts.set(name, count);
    return 'recorded';
  }
}
