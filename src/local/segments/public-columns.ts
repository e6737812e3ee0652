import { EVENT_COLUMNS } from './event-columns';

/** Version of the columns that users see, in SQL and in exports. Renaming or removing one raises it. */
export const SCHEMA_VERSION = 1;

/** The columns of events that users see: all but the one that only sorts them. */
export const PUBLIC_EVENT_COLUMNS = EVENT_COLUMNS.filter(({ name }) => name !== 'idDigits');
