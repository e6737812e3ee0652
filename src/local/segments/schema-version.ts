/** Version of the columns that users see: of the views of SQL and of exports. Renaming or removing one raises it. */
export const SCHEMA_VERSION = 1;
