/** Marks an export in the metadata of its Parquet file. */
export const EXPORT_KEY = 'ddb-audit-export';

/** Tells from its name whether a file may be an export. */
export const isExportName = (name: string): boolean => /\.parquet$/i.test(name);
