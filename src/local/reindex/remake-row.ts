import { isDeepStrictEqual } from 'node:util';
import type { AuditedEvent } from '../../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../../audit/classify';
import { isObject, type JsonObject } from '../../audit/json';
import { type Change, findRecordChanges, OTHER_FIELDS } from '../../audit/record-changes';
import { toMessage } from '../../errors';
import type { ItemSource } from '../../store/items/item-source';
import { storableRecord } from '../../store/storable-record';
import type { Row } from '../ask/connections';
import { toRecord, toSource } from '../ask/row-values';

/** A row with the meaning of this version, or why it stays as it is. */
export type RemadeRow =
  | {
      readonly kind: 'remade';
      readonly audited: AuditedEvent;
      readonly event: JsonObject;
      readonly source: ItemSource;
      readonly changes: readonly Change[];
    }
  | { readonly kind: 'left'; readonly reason: string };

/** Gives a row the meaning of this version, from its original. Its log file stays as it is. */
export function remakeRow(row: Row, classify: ClassifyOptions): RemadeRow {
  const before = toRecord(row);
  const left = (reason: string): RemadeRow => ({ kind: 'left', reason });
  try {
    const original = row.original as Uint8Array;
    const event: unknown = JSON.parse(Buffer.from(original).toString());
    if (!isObject(event)) return left('The original of the event is not a JSON object.');
    const result = auditEvent(event, original, classify);
    if (result.kind === 'rejected') return left(result.reason);
    const audited = result.event;
    const { record: after } = storableRecord(audited.record);
    if (after.eventId !== before.eventId || audited.contentHash !== row.contentHash) {
      return left('The original belongs to another event.');
    }
    const changes = findRecordChanges(before, after);
    const isSame = changes.length > 0 || isDeepStrictEqual(before, after);
    return {
      ...{ kind: 'remade', audited, event, source: toSource(row) },
      changes: isSame ? changes : [OTHER_FIELDS],
    };
  } catch (error) {
    return left(toMessage(error));
  }
}
