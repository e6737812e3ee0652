import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { AuditTrailError } from '../../errors';
import { toSqlError } from './sql-error';

/**
 * Functions that a FROM may name. All others are refused, because some of them change settings or write
 * files although the statement is a SELECT: `SELECT * FROM enable_logging(storage := 'file', …)`.
 */
const TABLE_FUNCTIONS = ['generate_series', 'json_each', 'json_tree', 'range', 'unnest'];

const refuse = (message: string): AuditTrailError => new AuditTrailError('InvalidArgument', message);

/**
 * Checks that a text is one SELECT that reads nothing but views. Runs nothing of it.
 * @param views names of all views
 * @returns the views that it names
 * @throws AuditTrailError `InvalidArgument`
 */
export async function checkStatement(
  connection: DuckDBConnection,
  text: string,
  views: readonly string[],
): Promise<string[]> {
  const parsed = await parseSelect(connection, text);
  await expectOne(connection, text);
  const { tables, functions, queries } = listSources(parsed);
  for (const name of functions) {
    if (TABLE_FUNCTIONS.includes(name)) continue;
    throw refuse(
      `The table function ${name} is not allowed. FROM accepts the views ${views.join(', ')} and the functions ${TABLE_FUNCTIONS.join(', ')}.`,
    );
  }
  for (const name of tables) {
    if (views.includes(name) || queries.has(name)) continue;
    throw refuse(`There is no view "${name}". The views are: ${views.join(', ')}.`);
  }
  return views.filter((name) => tables.has(name));
}

/** DuckDB makes several statements of some that are written as one. */
async function expectOne(connection: DuckDBConnection, text: string): Promise<void> {
  const { count } = await connection.extractStatements(text).catch((error) => {
    throw toSqlError(error);
  });
  if (count === 1) return;
  throw refuse(`Specify one SELECT, but there are ${count} statements.`);
}

const parsedSchema = z.discriminatedUnion('error', [
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
  z.object({ error: z.literal(true), error_type: z.string() }),
]);

/** The syntax tree of a statement. DuckDB makes one of a SELECT only. */
async function parseSelect(connection: DuckDBConnection, text: string): Promise<unknown> {
  const statement = await connection.prepare('SELECT json_serialize_sql($1::VARCHAR, skip_null := true)');
  statement.bindVarchar(1, text);
  const [[tree] = []] = (await statement.runAndReadAll()).getRows();
  const parsed = parsedSchema.parse(JSON.parse(String(tree)));
  // Extracting the statements again tells where the syntax is wrong.
  if (parsed.error && parsed.error_type === 'parser') await expectOne(connection, text);
  if (parsed.error) {
    throw refuse(
      'Only SELECT is allowed: no other statement, no EXPLAIN, and no PIVOT without a list of values (IN).',
    );
  }
  if (parsed.statements.length === 0) throw refuse('The statement is empty. Specify one SELECT.');
  return parsed.statements;
}

/** What a statement reads, in lower case. */
interface Sources {
  readonly tables: Set<string>;
  readonly functions: Set<string>;
  /** Names that the statement itself gives to queries, by WITH. */
  readonly queries: Set<string>;
}

const tableSchema = z.object({ type: z.literal('BASE_TABLE'), table_name: z.string() });
const functionSchema = z.object({
  type: z.literal('TABLE_FUNCTION'),
  function: z.object({ function_name: z.string() }),
});
const querySchema = z.object({ key: z.string(), value: z.object({ query: z.unknown() }) });

function listSources(tree: unknown): Sources {
  const sources: Sources = { tables: new Set(), functions: new Set(), queries: new Set() };
  // Not recursive: a statement can be nested deeper than the stack of JavaScript.
  const open = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    addSource(node, sources);
    for (const child of Object.values(node)) open.push(child);
  }
  return sources;
}

function addSource(node: object, { tables, functions, queries }: Sources): void {
  const type = 'type' in node ? node.type : undefined;
  if (type === 'BASE_TABLE') tables.add(tableSchema.parse(node).table_name.toLowerCase());
  if (type === 'TABLE_FUNCTION') {
    // Refuse whatever a future version of DuckDB writes in place of a plain call.
    const parsed = functionSchema.safeParse(node);
    functions.add(parsed.success ? parsed.data.function.function_name.toLowerCase() : '(unknown)');
  }
  const query = querySchema.safeParse(node);
  if (query.success) queries.add(query.data.key.toLowerCase());
}
