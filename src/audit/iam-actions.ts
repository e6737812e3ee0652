import type { AuditRecord } from './audit-record';
import { API_BY_SOURCE, findOperation } from './find-operation';
import { type JsonObject, toObject, toText, valuesAt } from './json';
import { APIS } from './operations';
import { parseStatement, type Verb } from './partiql';

/** IAM action that a PartiQL statement needs. An EXISTS condition reads. */
const STATEMENT_ACTIONS: Readonly<Record<Verb, string>> = {
  SELECT: 'dynamodb:PartiQLSelect',
  EXISTS: 'dynamodb:PartiQLSelect',
  INSERT: 'dynamodb:PartiQLInsert',
  UPDATE: 'dynamodb:PartiQLUpdate',
  DELETE: 'dynamodb:PartiQLDelete',
};

/** IAM action that one part of a transaction needs. */
const TRANSACTION_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['put', 'dynamodb:PutItem'],
  ['update', 'dynamodb:UpdateItem'],
  ['delete', 'dynamodb:DeleteItem'],
  ['conditioncheck', 'dynamodb:ConditionCheckItem'],
]);

/** Where a request holds its statements: as CloudTrail writes them, and as the SDK spells them. */
const STATEMENT_PATHS = [
  ['statement'],
  ['requestItems', 'statement'],
  ['statements', 'statement'],
  ['transactStatements', 'statement'],
];

const WRITING_VERBS = [STATEMENT_ACTIONS.INSERT, STATEMENT_ACTIONS.UPDATE, STATEMENT_ACTIONS.DELETE];

/**
 * Lists the IAM actions that a call may have needed, judged by its record alone. For a transaction or
 * PartiQL call that writes, these are all write actions; `iamActionsInEvent` narrows them.
 */
export function possibleIamActions(
  record: Pick<AuditRecord, 'eventSource' | 'eventName' | 'access'>,
): readonly string[] {
  const operation = findOperation(record.eventSource, record.eventName);
  const eventName = operation?.eventName ?? record.eventName;
  if (operation?.category === 'partiql') {
    return record.access === 'read' ? [STATEMENT_ACTIONS.SELECT] : WRITING_VERBS;
  }
  if (eventName === 'TransactGetItems') return ['dynamodb:GetItem'];
  if (eventName === 'TransactWriteItems') return [...TRANSACTION_ACTIONS.values()];
  const api = operation?.api ?? API_BY_SOURCE.get(record.eventSource) ?? 'dynamodb';
  return [`${APIS[api].iamPrefix}:${eventName}`];
}

/**
 * Lists the IAM actions that the PartiQL statements or transaction parts of an event needed.
 * @returns undefined if the event does not say what each of them does.
 */
export function iamActionsInEvent(event: JsonObject): readonly string[] | undefined {
  const request = event.requestParameters;
  const statements = STATEMENT_PATHS.flatMap((path) => valuesAt(request, path)).filter(
    (statement) => statement !== undefined,
  );
  const needed =
    statements.length > 0
      ? statements.map((statement) => statementAction(toText(statement)))
      : transactionParts(request).map((part) => TRANSACTION_ACTIONS.get(part?.toLowerCase() ?? ''));
  if (needed.length === 0 || needed.some((action) => action === undefined)) return undefined;
  return [...new Set(needed as string[])];
}

/** What each part of a transaction does: named in `operation`, or by the member that holds it. */
function transactionParts(request: unknown): (string | undefined)[] {
  const named = valuesAt(request, ['requestItems', 'operation']).map(toText);
  const held = valuesAt(request, ['transactItems']).flatMap((part) => Object.keys(toObject(part)));
  return [...named, ...held];
}

function statementAction(statement: string | undefined): string | undefined {
  const verb = statement === undefined ? undefined : parseStatement(statement).verb;
  return verb && STATEMENT_ACTIONS[verb];
}
