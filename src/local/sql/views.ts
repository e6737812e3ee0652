import { FILE_COLUMNS } from '../segments/file-columns';
import { PUBLIC_EVENT_COLUMNS } from '../segments/public-columns';

/** A column of a view, as documented. */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  readonly holds: string;
}

/** Files of a data folder, by what they hold. */
export type FileKind = 'events' | 'originals' | 'names' | 'files';

/** A view that SQL can ask. */
export interface View {
  readonly name: string;
  /** What one row is. */
  readonly row: string;
  readonly columns: readonly ViewColumn[];
  readonly reads: readonly FileKind[];
  /** The SELECT behind the view. `from` is what to read files of a kind with. */
  readonly select: (from: Readonly<Record<FileKind, string>>) => string;
}

const describe = (columns: readonly ViewColumn[]): ViewColumn[] =>
  columns.map(({ name, type, holds }) => ({ name, type, holds }));

const list = (columns: readonly ViewColumn[]): string =>
  columns.map(({ name, type }) => `"${name}"::${type} AS "${name}"`).join(', ');

const pick = (...names: readonly string[]): ViewColumn[] =>
  describe(PUBLIC_EVENT_COLUMNS.filter(({ name }) => names.includes(name)));

const ORIGINAL: ViewColumn = {
  name: 'original',
  type: 'VARCHAR',
  holds: 'the event as CloudTrail wrote it, as JSON text',
};

const DAYS: readonly ViewColumn[] = [
  { name: 'firstSeen', type: 'DATE', holds: 'day of the earliest event' },
  { name: 'lastSeen', type: 'DATE', holds: 'day of the latest event' },
];

/** A view of the values of one kind that records name. `column` is the last but the days. */
function nameView(name: string, value: ViewColumn, column: ViewColumn, expression: string): View {
  return {
    name,
    row: `One row for each value of \`${value.name}\``,
    columns: [value, column, ...DAYS],
    reads: ['names'],
    select: ({ names }) =>
      `SELECT "value" AS "${value.name}", ${expression} AS "${column.name}", ` +
      'min("firstSeen")::DATE AS "firstSeen", max("lastSeen")::DATE AS "lastSeen" ' +
      `FROM ${names} WHERE "kind" = '${name}' GROUP BY "value"`,
  };
}

const text = (name: string, holds: string): ViewColumn => ({ name, type: 'VARCHAR', holds });

/** All views, in the order of the documentation. */
export const VIEWS: readonly View[] = [
  {
    name: 'events',
    row: 'One row for each event. Different events with the same id are rows of their own',
    columns: describe(PUBLIC_EVENT_COLUMNS),
    reads: ['events'],
    select: ({ events }) => `SELECT ${list(PUBLIC_EVENT_COLUMNS)} FROM ${events}`,
  },
  {
    name: 'originals',
    row: 'One row for each row of `events`, with the same `eventId` and `contentHash`',
    columns: [...pick('eventId', 'eventTime', 'contentHash'), ORIGINAL],
    reads: ['events', 'originals'],
    // Bytes that are not UTF-8 are shown as DuckDB writes them, with escapes.
    select: ({ events, originals }) =>
      'SELECT "eventId", "eventTime", "contentHash", ' +
      `coalesce(TRY(decode(original)), original::VARCHAR) AS original FROM ${events} ` +
      `JOIN (SELECT original, file_index, file_row_number FROM ${originals}) USING (file_index, file_row_number)`,
  },
  {
    name: 'files',
    row: 'One row for each content of a log file that was read',
    columns: describe(FILE_COLUMNS),
    reads: ['files'],
    // Reading a file again after a failure adds a row.
    select: ({ files }) =>
      `SELECT ${list(FILE_COLUMNS)} FROM ${files} QUALIFY row_number() OVER ` +
      `(PARTITION BY "bucket", "key", "etag" ORDER BY "status" = 'done' DESC, "finishedAt" DESC) = 1`,
  },
  nameView(
    'principals',
    text('principalId', 'who called: the role, not the session'),
    text('name', 'name of the user or role'),
    'max("name")',
  ),
  nameView(
    'resources',
    text('resource', 'ARN, or stable name of a DAX group'),
    text('tableName', 'name of the table that it is, or belongs to'),
    `nullif(regexp_extract("value", ':table/([^/]+)', 1), '')`,
  ),
];
