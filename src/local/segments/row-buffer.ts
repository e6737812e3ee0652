import type { AuditedEvent } from '../../audit/audit-record';
import { readItemAccess } from '../../audit/item-access';
import type { JsonObject } from '../../audit/json';
import type { ItemSource } from '../../store/items/item-source';
import { toIdentity, toOccurred } from '../../store/lanes';
import { NamedValues } from '../../store/ledger/named-values';
import { storableRecord } from '../../store/storable-record';
import { PackedValues } from '../duckdb/packed-values';
import { rowEncoder } from '../duckdb/text-table';
import { EVENT_COLUMNS } from './event-columns';
import { toItemKeyTexts } from './item-key-texts';
import { addTokens } from './tokens';

const encodeRow = rowEncoder(EVENT_COLUMNS);

/**
 * Rows that are not written yet: those of a file that is being read, or of several files. `clear` it instead of making
 * another one, because its memory is used again.
 */
export class RowBuffer {
  /** Rows as `rowEncoder` writes them. */
  readonly rows = new PackedValues();
  readonly originals = new PackedValues();
  /** Sort keys, by row. */
  occurred: string[] = [];
  /** Event id and content hash, by row. */
  identities: string[] = [];
  /** Hashes of the tokens of all rows, for the token filter. */
  tokens: number[] = [];
  named = new NamedValues();

  /** Number of rows. */
  get length(): number {
    return this.rows.length;
  }

  /** Bytes that the rows and originals take. */
  get bytes(): number {
    return this.rows.bytes + this.originals.bytes;
  }

  add(audited: AuditedEvent, event: JsonObject, source: ItemSource): void {
    const { record, truncated } = storableRecord(audited.record);
    const { contentHash, original } = audited;
    const itemKeys = toItemKeyTexts(readItemAccess(event, audited.record));
    const occurred = toOccurred(record.eventTime, record.eventId);
    const digits = occurred.slice(occurred.length - 16);
    const isInId = digits === record.eventId.slice(19, 23) + record.eventId.slice(24);
    const idDigits = isInId ? undefined : digits;
    this.rows.addText(encodeRow({ record, contentHash, itemKeys, source, truncated, idDigits }));
    this.originals.addBytes(original);
    this.occurred.push(occurred);
    this.identities.push(toIdentity(record.eventId, contentHash));
    this.named.add(record);
    addTokens(record, itemKeys, this.tokens);
  }

  /** Adds the rows of another buffer. */
  addAll(other: RowBuffer): void {
    this.rows.addAll(other.rows);
    this.originals.addAll(other.originals);
    for (const occurred of other.occurred) this.occurred.push(occurred);
    for (const identity of other.identities) this.identities.push(identity);
    for (const token of other.tokens) this.tokens.push(token);
    this.named.addAll(other.named);
  }

  /** Makes it empty. The lists of identities that it gave away stay as they are. */
  clear(): void {
    this.rows.clear();
    this.originals.clear();
    this.occurred = [];
    this.identities = [];
    this.tokens = [];
    this.named = new NamedValues();
  }
}
