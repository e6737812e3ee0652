import { resourceName } from '../audit/resource-name';
import type { AuditStore } from './audit-store';
import { formatCount } from './format-count';
import { listNames } from './list-directory';
import type { Touches } from './touch-groups';

const MAXIMUM_SHOWN = 5;

/**
 * Names the tables that a question by ARN leaves out although they have the same name: they may be replicas of a global
 * table, and hold the same item.
 * @returns a sentence, or undefined if there are none
 */
export async function findOtherTables(
  store: AuditStore,
  asked: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { type, table } = resourceName(asked);
  if (!asked.startsWith('arn:') || type !== 'table' || table === undefined || asked.endsWith('*'))
    return undefined;
  const listed = await listNames(store, { kind: 'resources', table }, signal);
  const others = listed.filter((arn) => arn !== asked && resourceName(arn).type === 'table').sort();
  if (others.length === 0) return undefined;
  const shown = others.slice(0, MAXIMUM_SHOWN).join(', ');
  const more = others.length > MAXIMUM_SHOWN ? ` and ${others.length - MAXIMUM_SHOWN} more` : '';
  return (
    `Not searched, because the question gives an ARN: ${shown}${more}. They may be replicas that hold the same item. ` +
    `Ask for ${JSON.stringify(table)} to search all tables of that name.`
  );
}

/** Operations that give the whole key of an item. */
const WHOLE_KEY: readonly string[] = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];

/**
 * Warns if calls that give the key of an item do not have the attributes that are asked for, which is likely to be a
 * typing mistake.
 */
export function findUnnamedAttributes(
  { mayHaveTouched, attempted }: Touches,
  key: Readonly<Record<string, unknown>>,
): string | undefined {
  const calls = [...mayHaveTouched, ...attempted]
    .filter(({ kind, eventName }) => kind === 'unlogged-key' && WHOLE_KEY.includes(eventName))
    .reduce((sum, { count }) => sum + count, 0);
  if (calls === 0) return undefined;
  const names = Object.keys(key).map((name) => JSON.stringify(name));
  const attributes = `${names.length === 1 ? 'attribute' : 'attributes'} ${names.join(' and ')}`;
  return (
    `No call names the item. ${formatCount(calls)} calls on single items do not log the ${attributes}: ` +
    'check the spelling, with its case, against the key of the table or index.'
  );
}
