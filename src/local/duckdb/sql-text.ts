/** A string in SQL. */
export const sqlString = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path for `read_parquet`, which would take some characters of a folder's name for a pattern. */
export const sqlPath = (path: string): string => sqlString(path.replace(/[[*?]/g, '[$&]'));

/** A list of paths for `read_parquet`. */
export const sqlPaths = (paths: readonly string[]): string => `[${paths.map(sqlPath).join(', ')}]`;

/** How `COPY` writes Parquet. zstd is smaller and faster here at level 1 than at its default of 3. */
export const PARQUET = '(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)';
