import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Identity, IdentityKind } from '../../activity/file-names';
import { toExpiresAt } from '../expires-at';
import { EXPIRES_AT, LEDGER_KEYS } from '../indexes';
import { storableString } from '../storable-record';
import { DayRangeWriter } from './day-range-writer';
import { widen } from './day-ranges';
import { boundedEntry } from './directory-item';
import type { LedgerItem } from './ledger-item';

/** What the partition key of identities begins with. */
const BOOK = 'identities/';

const toId = ({ kind, value, principal }: Identity): string => JSON.stringify([kind, value, principal]);

/** Identities of several files, each once. */
export class Identities {
  readonly #byId = new Map<string, Identity>();

  add(identity: Identity): void {
    const stored = {
      ...identity,
      value: storableString(identity.value),
      principal: storableString(identity.principal),
    };
    const known = this.#byId.get(toId(stored));
    this.#byId.set(toId(stored), known ? widen(known, stored) : stored);
  }

  entries(): Iterable<Identity> {
    return this.#byId.values();
  }
}

/** Writes identities: the long-lived names of callers, the principals that used them, and on which days. */
export interface IdentityWriter {
  /**
   * Records identities. Writes only where their days widen, as the directory does.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  upsert(identities: Identities, signal?: AbortSignal): Promise<void>;
}

/**
 * Opens the identities in the ledger table. Sends nothing before the first call.
 * @param retentionDays days to keep an identity after its last event. Absent: forever.
 */
export const createIdentityWriter = (
  client: DynamoDBClient,
  ledgerTableName: string,
  retentionDays: number | undefined,
): IdentityWriter =>
  new DayRangeWriter<Identity>(client, ledgerTableName, {
    what: 'identities',
    toId,
    toKey: identityKey,
    toItem: (identity) => toIdentityItem(identity, retentionDays),
    parse: parseIdentityItem,
  });

const identityKey = ({ kind, value, principal }: Identity): Record<string, string> => ({
  [LEDGER_KEYS.partition]: BOOK + kind,
  [LEDGER_KEYS.sort]: boundedEntry(`${value}#${principal}`),
});

function toIdentityItem(identity: Identity, retentionDays: number | undefined): LedgerItem {
  const { value, principal, firstSeen, lastSeen } = identity;
  const item: LedgerItem = { ...identityKey(identity), value, principal, firstSeen, lastSeen };
  if (retentionDays !== undefined) {
    // The day of the last event ends a day after it begins.
    item[EXPIRES_AT] = toExpiresAt(Date.parse(lastSeen) / 1000, retentionDays + 1);
  }
  return item;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads an identity back. */
const parseIdentityItem = (item: LedgerItem): Identity => ({
  kind: text(item[LEDGER_KEYS.partition]).slice(BOOK.length) as IdentityKind,
  value: text(item.value),
  principal: text(item.principal),
  firstSeen: text(item.firstSeen),
  lastSeen: text(item.lastSeen),
});
