import { parentTable } from './arn';
import type { AuditRecord } from './audit-record';
import { type ItemKey, readKey } from './item-key';
import { isObject, type JsonObject, memberOf, toObject } from './json';
import { parseStatement } from './partiql';
import { readWhereKeys } from './partiql-keys';
import { isRequestNeeded, type TouchKind, toTouchKind } from './touch-kind';

/** An item that a call names. */
export interface NamedItem {
  /** ARN of the table. */
  readonly table: string;
  readonly key: ItemKey;
  /** What the call is for who asks by an attribute that the key lacks. */
  readonly otherwise: TouchKind;
}

/** A call that touches items of a table without naming them. */
export interface UnnamedAccess {
  /** ARN of the table. */
  readonly table: string;
  readonly kind: TouchKind;
}

/** What a call says of the items that it touches. Both are empty for a call that touches none. */
export interface ItemAccess {
  readonly named: readonly NamedItem[];
  /** Each table once. */
  readonly unnamed: readonly UnnamedAccess[];
}

/** Keys of one call that are read: a batch or a transaction has at most 100. Further ones count as unnamed. */
const MAXIMUM_KEYS = 100;

/** Members in which the elements of batches and transactions lie. */
const LISTS = ['requestItems', 'transactItems', 'statements', 'transactStatements'];
/** Members of an element in which its request lies, in the SDK's spelling. */
const PARTS = ['putRequest', 'deleteRequest', 'get', 'put', 'update', 'delete', 'conditionCheck'];

const NONE: ItemAccess = { named: [], unnamed: [] };

/**
 * Reads which items a call touches, as CloudTrail writes their keys: `requestParameters.key`; a `key` or `keys` in
 * each element of a batch or transaction, listed or by table; values that a PartiQL WHERE clause compares attributes
 * with. Names of members are read without regard to case, because CloudTrail does not write all alike. Values that
 * are redacted, or are no text, number or boolean, count as not logged.
 *
 * The event does not say which attribute is the partition key, so all are alike.
 * @param event the event that the record was made from; without its request, the call counts as one that names nothing
 */
export function readItemAccess(event: JsonObject, record: AuditRecord): ItemAccess {
  const request = toObject(event.requestParameters);
  const kind = toTouchKind(record, request);
  if (kind === undefined) return NONE;
  const access = new AccessBuilder(record, kind);
  if (record.plane === 'data' && isRequestNeeded(record)) {
    const tableName = memberOf(request, 'tableName');
    const table = typeof tableName === 'string' ? access.toTable(tableName) : access.tables[0];
    access.addElement(request, table);
    if (record.category !== 'item') for (const list of LISTS) access.addList(memberOf(request, list));
  }
  const { named, unnamed } = access;
  if (named.length === 0) access.addUnnamed(...access.tables);
  return { named, unnamed };
}

/** The tables of resources, each once. */
function toTables(resources: readonly string[]): readonly string[] {
  if (resources.length > 1)
    return [...new Set(resources.map(parentTable))].filter((table) => table !== undefined);
  const table = resources[0] && parentTable(resources[0]);
  return table ? [table] : [];
}

/** Collects what one call says. */
class AccessBuilder {
  readonly named: NamedItem[] = [];
  readonly unnamed: UnnamedAccess[] = [];
  /** Tables that the record names, in its order. */
  readonly tables: readonly string[];
  readonly #kind: TouchKind;

  constructor(record: AuditRecord, kind: TouchKind) {
    this.#kind = kind;
    this.tables = toTables(record.resources);
  }

  /**
   * The ARN of a table that the call names. Undefined if the record has no such table: a caller can send any text as a name, and
   * a record has those that a table can have.
   */
  toTable(name: string): string | undefined {
    if (name.startsWith('arn:')) {
      const named = parentTable(name);
      return this.tables.find((table) => table === named);
    }
    const ending = `:table/${name}`;
    return this.tables.find((table) => table.endsWith(ending));
  }

  /** Elements of a batch or transaction: a list, or lists by table. */
  addList(list: unknown): void {
    if (Array.isArray(list)) {
      for (const element of list) this.#addOrSay(element, undefined);
    } else if (isObject(list)) {
      for (const [name, elements] of Object.entries(list)) {
        const table = this.toTable(name);
        for (const element of Array.isArray(elements) ? elements : [elements]) this.#addOrSay(element, table);
      }
    }
  }

  /**
   * Adds what an element names.
   * @returns false if it names nothing, not even as unnamed
   */
  addElement(element: JsonObject, table: string | undefined): boolean {
    let isFound = this.#addKey(memberOf(element, 'key'), table);
    const keys = memberOf(element, 'keys');
    if (Array.isArray(keys)) {
      for (const key of keys) if (!this.#addKey(key, table)) this.addUnnamed(table);
      isFound ||= keys.length > 0;
    }
    const statement = memberOf(element, 'statement');
    if (typeof statement === 'string') {
      this.#addStatement(statement);
      isFound = true;
    }
    return isFound;
  }

  addUnnamed(...tables: readonly (string | undefined)[]): void {
    for (const table of tables) {
      if (table === undefined || this.unnamed.some((one) => one.table === table)) continue;
      this.unnamed.push({ table, kind: this.#kind });
    }
  }

  #addOrSay(element: unknown, table: string | undefined): void {
    const tables = isObject(element) ? this.#addRequest(element, table) : [table];
    this.addUnnamed(...(tables ?? this.tables));
  }

  /** @returns the tables of which the element touches an item that it does not name */
  #addRequest(element: JsonObject, outer: string | undefined): readonly (string | undefined)[] | undefined {
    const tableName = memberOf(element, 'tableName');
    const table = typeof tableName === 'string' ? this.toTable(tableName) : outer;
    if (this.addElement(element, table)) return [];
    const parts = PARTS.map((part) => memberOf(element, part)).filter(isObject);
    if (parts.length === 0) return table === undefined ? undefined : [table];
    return parts.flatMap((part) => {
      const name = memberOf(part, 'tableName');
      const own = typeof name === 'string' ? this.toTable(name) : table;
      return this.addElement(part, own) ? [] : [own];
    });
  }

  #addKey(value: unknown, table: string | undefined): boolean {
    const key = readKey(value);
    if (key === undefined || table === undefined || this.named.length >= MAXIMUM_KEYS) return false;
    this.named.push({ table, key, otherwise: this.#kind });
    return true;
  }

  #addStatement(text: string): void {
    const { verb, tables } = parseStatement(text);
    const names = [...new Set(tables.map(({ table }) => this.toTable(table)))];
    const isReadable = verb !== undefined && verb !== 'INSERT' && names.length === 1;
    for (const key of isReadable ? readWhereKeys(text) : []) {
      if (!this.#addKey(key, names[0])) this.addUnnamed(names[0]);
    }
    if (!isReadable) this.addUnnamed(...(names.length > 0 ? names : this.tables));
  }
}
