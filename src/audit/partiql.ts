/** The verb of a PartiQL statement. An EXISTS condition of a transaction only reads. */
export type Verb = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'EXISTS';

/** A table that a statement names, by name or ARN, and the index it uses. */
export interface NamedTable {
  readonly table: string;
  readonly index?: string;
}

export interface Statement {
  /** Absent if the text does not start with a verb. */
  readonly verb?: Verb;
  readonly tables: readonly NamedTable[];
}

const FIRST_WORD = /^\s*(SELECT|INSERT|UPDATE|DELETE|EXISTS)\b/i;

/**
 * A table follows FROM, INTO, or UPDATE as the first word, bare or in double quotes. An index follows
 * after a dot. Strings in single quotes and quoted names elsewhere are matched only to skip them; an
 * unclosed quote extends to the end.
 */
const TABLE_OR_QUOTED =
  /(?:\bFROM|\bINTO|^\s*UPDATE)\s*(?:"([^"]*)"?|\b([\w$-]+))(?:\s*\.\s*(?:"([^"]*)"?|([\w$-]+)))?|'[^']*'?|"[^"]*"?/gi;

/** Comments, and quoted text in which no comment can start. */
const COMMENT_OR_QUOTED = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'[^']*'?|"[^"]*"?/g;

const withoutComments = (text: string): string =>
  text.replace(COMMENT_OR_QUOTED, (part) => (part.startsWith('-') || part.startsWith('/') ? ' ' : part));

/** Parses a statement as CloudTrail logs it, with `***(Redacted)` in place of values. */
export function parseStatement(statement: string): Statement {
  const text = withoutComments(statement);
  const tables: NamedTable[] = [];
  for (const [, quotedTable, bareTable, quotedIndex, bareIndex] of text.matchAll(TABLE_OR_QUOTED)) {
    const table = quotedTable ?? bareTable;
    const index = quotedIndex ?? bareIndex;
    if (table) tables.push(index ? { table, index } : { table });
  }
  const verb = FIRST_WORD.exec(text)?.[1]?.toUpperCase() as Verb | undefined;
  return verb === undefined ? { tables } : { verb, tables };
}
