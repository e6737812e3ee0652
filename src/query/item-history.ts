import * as z from 'zod';
import { toEventTime } from '../store/lanes';
import type { CoverageOptions, PageOptions } from './ask-options';
import type { AuditStore, ItemPage } from './audit-store';
import { checkValues } from './check-values';
import { type ItemHistory, type ItemQuestion, NOT_VISIBLE } from './item-answer';
import { itemKeySchema } from './item-key';
import { findOtherTables, findUnnamedAttributes } from './item-notices';
import { checkLimit, DEFAULT_PAGE, MAXIMUM_PAGE, pageBudget } from './limits';
import { toNotices, toPageNotices } from './notices';
import { parseInput } from './parse-input';
import { querySchema } from './query';
import { type CoverageReader, checkLateness } from './read-coverage';
import { type ResolvedPage, resolveQuery } from './resolve-query';

const { since, until, timeZone, account, eventRegion, altered } = querySchema.shape;

/** A question about an item, as given. The client's type, the HTTP body and their descriptions derive from it. */
export const itemQuestionSchema = z.strictObject({
  table: z
    .string()
    .min(1)
    .max(2_000)
    .describe('Table name, or table ARN. A name means the tables of that name in all Regions and accounts.'),
  key: itemKeySchema,
  ...{ since, until, timeZone, account, eventRegion, altered },
});

/** Reads a page of the history of an item. Throws as `AuditLog.item` does. */
export async function readItemHistory(
  store: AuditStore,
  reader: CoverageReader,
  asked: ItemQuestion,
  options: PageOptions & CoverageOptions = {},
): Promise<ItemHistory> {
  const { cursor, limit = DEFAULT_PAGE, signal } = options;
  checkLateness(options);
  checkLimit(limit, MAXIMUM_PAGE);
  const { table, ...question } = parseInput(itemQuestionSchema, asked);
  const resolved = await resolveQuery(store, { ...question, table: [table] }, cursor, signal, 'item');
  const { query, from } = resolved;
  const { item, ...calls } = query;
  if (!item) throw new Error('A question with a key has an item.');
  const [page, { coverage, notices: unread }, others] = await Promise.all([
    store.items({ ...query, item }, { from, budget: pageBudget(store), limit, signal }),
    reader.readOrSay(calls, options),
    findOtherTables(store, table, signal),
  ]);
  const { touches, position, plan } = page;
  const { mayHaveTouched, attempted } = touches;
  const reached = position && toEventTime(position.occurred);
  return {
    table: item.tables.length === 1 ? item.tables[0]! : table,
    tables: item.tables,
    key: question.key,
    named: page.records,
    mayHaveTouched,
    attempted,
    notVisible: NOT_VISIBLE,
    coverage,
    searched: {
      ...query.range,
      ...(reached && { since: reached }),
      index: plan.index,
      entries: page.cost.entries,
    },
    ...(position && { nextToken: resolved.toToken(position) }),
    ...toNotices([
      ...resolved.notices,
      plan.notice,
      others,
      ...page.notices,
      ...(await explainNothing(store, resolved, page, signal)),
      ...unread,
    ]),
    ...toPageNotices([plan.pageNotice, reached && `The calls before ${reached} are on the next pages.`]),
  };
}

/** Explains an answer without a call that names the item. Throws as `checkValues` does. */
async function explainNothing(
  store: AuditStore,
  { query, named, from }: ResolvedPage,
  { records, touches, position }: ItemPage,
  signal: AbortSignal | undefined,
): Promise<readonly (string | undefined)[]> {
  if (records.length > 0 || from !== undefined || position !== undefined) return [];
  const isNothing = touches.mayHaveTouched.length === 0 && touches.attempted.length === 0;
  if (isNothing) return checkValues(store, named, signal);
  return [findUnnamedAttributes(touches, query.item?.key ?? {})];
}
