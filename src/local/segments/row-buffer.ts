import type { AuditedEvent } from '../../audit/audit-record';
import { readItemAccess } from '../../audit/item-access';
import type { JsonObject } from '../../audit/json';
import type { ItemSource } from '../../store/items/item-source';
import { toIdentity, toOccurred } from '../../store/lanes';
import { NamedValues } from '../../store/ledger/named-values';
import { storableRecord } from '../../store/storable-record';
import { rowEncoder } from '../duckdb/text-table';
import { EVENT_COLUMNS } from './event-columns';
import { toItemKeyTexts } from './item-key-texts';
import { addTokens } from './tokens';

const encodeRow = rowEncoder(EVENT_COLUMNS);

/** Rows that are not written yet: those of a file that is being read, or of several files. */
export class RowBuffer {
  /** Rows as `rowEncoder` writes them. */
  readonly rows: string[] = [];
  readonly originals: Uint8Array[] = [];
  /** Sort keys, by row. */
  readonly occurred: string[] = [];
  /** Event id and content hash, by row. */
  readonly identities: string[] = [];
  /** Hashes of the tokens of all rows, for the token filter. */
  readonly tokens: number[] = [];
  readonly named = new NamedValues();
  #bytes = 0;

  /** Bytes that the rows and originals take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  add(audited: AuditedEvent, event: JsonObject, source: ItemSource): void {
    const { record, truncated } = storableRecord(audited.record);
    const { contentHash, original } = audited;
    const itemKeys = toItemKeyTexts(readItemAccess(event, audited.record));
    const occurred = toOccurred(record.eventTime, record.eventId);
    const digits = occurred.slice(occurred.length - 16);
    const isInId = digits === record.eventId.slice(19, 23) + record.eventId.slice(24);
    const row = encodeRow({
      record,
      contentHash,
      itemKeys,
      source,
      truncated,
      idDigits: isInId ? undefined : digits,
    });
    this.rows.push(row);
    this.originals.push(original);
    this.occurred.push(occurred);
    this.identities.push(toIdentity(record.eventId, contentHash));
    this.named.add(record);
    addTokens(record, itemKeys, this.tokens);
    this.#bytes += row.length + original.length;
  }

  /** Adds the rows of another buffer. */
  addAll(other: RowBuffer): void {
    for (const row of other.rows) this.rows.push(row);
    for (const original of other.originals) this.originals.push(original);
    for (const occurred of other.occurred) this.occurred.push(occurred);
    for (const identity of other.identities) this.identities.push(identity);
    for (const token of other.tokens) this.tokens.push(token);
    this.named.addAll(other.named);
    this.#bytes += other.bytes;
  }

  /**
   * The same rows without some. The names and tokens of all rows stay.
   * @param numbers of rows
   */
  without(numbers: readonly number[]): RowBuffer {
    if (numbers.length === 0) return this;
    const left = new Set(numbers);
    const isKept = (_: unknown, row: number) => !left.has(row);
    const kept = new RowBuffer();
    for (const name of ['rows', 'occurred', 'identities'] as const) {
      kept[name].push(...this[name].filter(isKept));
    }
    kept.originals.push(...this.originals.filter(isKept));
    kept.tokens.push(...this.tokens);
    kept.named.addAll(this.named);
    return kept;
  }
}
