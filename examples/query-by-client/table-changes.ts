/**
 * A function that asks by the client library: who changed a table, and how it ended.
 *
 * Deploy it beside the audit, in the Region of its tables; `grantQuery` lets it read them and sets the two
 * variables it needs:
 *
 *   const changes = new NodejsFunction(stack, 'TableChanges', { entry: 'table-changes.ts' });
 *   auditTrail.grantQuery(changes, 'client');
 *
 * Then ask it:
 *
 *   aws lambda invoke --function-name … --cli-binary-format raw-in-base64-out \
 *     --payload '{"table":"Music","since":"7d"}' /dev/stdout
 *
 * Packages: @aws-sdk/client-dynamodb dynamodb-audit-trail
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AuditLog, type AuditRecord, createAuditLog } from 'dynamodb-audit-trail/client';

export interface Question {
  /** Name of a table, or its ARN where several tables have that name. */
  readonly table: string;
  /** How far back: `24h`, `7d`, or a time. @default '1d' */
  readonly since?: string;
}

/** One change, newest first. */
export interface TableChange {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly outcome: AuditRecord['outcome'];
  /** Ask `ddb-audit show` for all there is to know about it. */
  readonly eventId: string;
}

/** What changed a table or tried to, and everything that belongs to it: backups, streams, restored copies. */
export async function tableChanges(log: AuditLog, { table, since = '1d' }: Question): Promise<TableChange[]> {
  const changes: TableChange[] = [];
  const question = {
    table: [table],
    related: true,
    plane: ['control'],
    access: ['write', 'tagging', 'permissions'],
    since,
  } as const;
  for await (const { eventTime, principal, eventName, outcome, eventId } of log.search(question)) {
    const who = principal.session ? `${principal.id} (${principal.session})` : principal.id;
    changes.push({ at: eventTime, who, what: eventName, outcome, eventId });
  }
  return changes;
}

const log = createAuditLog({
  client: new DynamoDBClient({}),
  tableName: process.env.AUDIT_TABLE_NAME!,
  ledgerTableName: process.env.LEDGER_TABLE_NAME!,
});

export const handler = (question: Question): Promise<TableChange[]> => tableChanges(log, question);
