/**
 * Copies an export as Parquet without the events that a condition selects.
 *
 *   node filter-export.mjs audit.parquet kept.parquet "principalName = 'alice'"
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [from, to, condition] = process.argv.slice(2);
if (!from || !to || !condition) {
  console.error(`Name two files and a condition: node filter-export.mjs FROM TO "principalName = 'alice'"`);
  process.exit(2);
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const readRows = async (sql) => (await connection.runAndReadAll(sql)).getRows();
const count = async (file) => Number((await readRows(`SELECT count(*) FROM ${quote(file)}`))[0][0]);

// `ddb-audit ingest` knows an export by its metadata.
const metadata = await readRows(
  `SELECT decode("key"), decode("value") FROM parquet_kv_metadata(${quote(from)}) WHERE decode("key") LIKE 'ddb-audit%'`,
);
const entries = metadata.map(([key, value]) => `${quote(key)}: ${quote(value)}`).join(', ');
// An absent value makes a condition NULL, and such an event is kept.
await connection.run(
  `COPY (SELECT * FROM ${quote(from)} WHERE (${condition}) IS NOT TRUE)
   TO ${quote(to)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${entries}})`,
);
console.log(`${await count(to)} of ${await count(from)} events are in ${to}.`);
