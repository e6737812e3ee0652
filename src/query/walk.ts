import type { DynamoDbSend } from '../aws/dynamodb-request';
import type { Directory } from '../store/ledger/directory';
import type { Coverage } from './coverage';
import { type CursorBinding, decodeCursor } from './cursor';
import { letsMostPass } from './filter';
import { createMerge, type Merge, type Position } from './merge';
import { resolveResources } from './names';
import { type Plan, planQuestion } from './plan';
import { type AuditQuery, fingerprint, parseQuery, timeRange } from './query';
import { type Question, toQuestion } from './question';
import { type IndexEntry, type Item, indexReader, type QueryAnswer, toRecord } from './read-index';

/** What asking needs of a deployment. */
export interface Deployment {
  readonly send: DynamoDbSend;
  readonly tableName: string;
  readonly directory: Directory;
  /** What the indexes hold. */
  readonly coverage: () => Promise<Coverage>;
}

/** A question on its way to being answered. */
export interface Walk {
  readonly question: Question;
  readonly plan: Plan;
  /** What a cursor of this walk is bound to. */
  readonly binding: CursorBinding;
  /** Where it goes on; from the beginning, where absent. */
  readonly from?: Position;
}

/**
 * Checks, resolves and plans a question.
 * @param token where to go on, from an earlier page of the same question
 * @throws AuditTrailError `InvalidArgument`, `InvalidCursor`, `NotFound`, `Ambiguous`, `NotAnswerable`
 */
export async function planWalk(deployment: Deployment, input: AuditQuery, token?: string): Promise<Walk> {
  const query = parseQuery(input);
  const coverage = await deployment.coverage();
  const binding = { layoutVersion: coverage.layoutVersion, query: fingerprint(query) };
  const cursor = token === undefined ? undefined : decodeCursor(token, binding);
  const range = cursor?.range ?? timeRange(query, Date.now());
  const resources = await resolveResources(query, range, deployment.directory, (of) =>
    restored(of, deployment),
  );
  const question = toQuestion(query, resources, range);
  const plan = planQuestion(question, coverage, { partial: query.partial ?? false });
  return { question, plan, binding, ...(cursor && { from: cursor.position }) };
}

/** Starts reading what a walk asks for. */
export function startMerge(
  { send, tableName }: Deployment,
  { question, plan, from }: Walk,
  onAnswer?: (answer: QueryAnswer) => void,
): Merge<IndexEntry> {
  const { since, until } = question.range;
  const isEmpty = since !== undefined && since === until;
  const read = indexReader({
    send,
    tableName,
    plan,
    question,
    ...(from && { from }),
    ...(onAnswer && { onAnswer }),
  });
  return createMerge<IndexEntry, Item>(isEmpty ? [] : plan.partitions, read, {
    order: question.order,
    filtered: !plan.filters.every(letsMostPass),
    ...(from && { after: from }),
  });
}

/** Restoring is rare: more than this many restores of one table do not happen to be of interest. */
const MAXIMUM_RESTORES = 200;

/** What was named together with one of these resources in a restore: the copy, or what it was copied from. */
async function restored(resources: readonly string[], deployment: Deployment): Promise<string[]> {
  const question: Question = {
    resources: [resources],
    action: [{ eventName: 'RestoreTableFromBackup' }, { eventName: 'RestoreTableToPointInTime' }],
    outcome: ['succeeded'],
    range: {},
    order: 'desc',
  };
  const plan = planQuestion(question, await deployment.coverage(), { partial: true });
  const binding = { layoutVersion: 0, query: '' };
  const entries = await startMerge(deployment, { question, plan, binding }).take(MAXIMUM_RESTORES);
  return entries.flatMap((entry) => toRecord(entry).resources);
}
