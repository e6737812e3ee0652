import { isUtf8 } from 'node:buffer';
import { readItemAccess } from '../../audit/item-access';
import type { JsonObject } from '../../audit/json';
import type { EventVariant } from '../../query/event-variant';
import type { Column } from '../duckdb/text-table';
import type { EventRow } from '../segments/event-columns';
import { toItemKeyTexts } from '../segments/item-key-texts';
import { PUBLIC_EVENT_COLUMNS, SCHEMA_VERSION } from '../segments/public-columns';

/** The version of an export, in the metadata of its Parquet file. */
export const EXPORT_MARK = `events ${SCHEMA_VERSION}`;

interface ExportRow extends EventRow {
  readonly original: Uint8Array | undefined;
}

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Columns of an export: those of the view `events`, and the event itself. */
export const EXPORT_COLUMNS: readonly Column<ExportRow>[] = [
  ...PUBLIC_EVENT_COLUMNS,
  {
    name: 'original',
    type: 'VARCHAR',
    holds: 'the event as CloudTrail wrote it, as JSON text. NULL if it was too large to keep',
    from: ({ original }) => original && toText(original),
  },
  {
    name: 'originalBase64',
    type: 'VARCHAR',
    holds: 'the exact bytes of the event in base64, only if they are not valid UTF-8',
    from: ({ original }) =>
      original && !isUtf8(original) ? Buffer.from(original).toString('base64') : undefined,
  },
];

/** The row of an event. Its item keys are read from the original. */
export function toExportRow({ record, contentHash, source, original, truncated }: EventVariant): ExportRow {
  return {
    record,
    contentHash,
    original,
    truncated,
    source: source ?? { bucket: '', key: '' },
    itemKeys: original
      ? toItemKeyTexts(readItemAccess(JSON.parse(toText(original)) as JsonObject, record))
      : [],
    idDigits: undefined,
  };
}
