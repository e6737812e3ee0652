/**
 * A Lambda function that uses the client to find who changed a table, and with what result.
 *
 * Deploy it in the Region of the audit's tables. `grantQuery` grants access and sets the two environment
 * variables:
 *
 *   const changes = new NodejsFunction(stack, 'TableChanges', { entry: 'table-changes.ts' });
 *   auditTrail.grantQuery(changes, 'client');
 *
 * Then invoke it:
 *
 *   aws lambda invoke --function-name … --cli-binary-format raw-in-base64-out \
 *     --payload '{"table":"Music","since":"7d"}' /dev/stdout
 *
 * Packages: @aws-sdk/client-dynamodb dynamodb-audit-trail
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AuditLog, type AuditRecord, createAuditLog } from 'dynamodb-audit-trail/client';

export interface Input {
  /** Table name, or the ARN if several tables have the name. */
  readonly table: string;
  /** Earliest event time: a duration such as `24h` or `7d`, or a time. @default '1d' */
  readonly since?: string;
}

/** A successful or failed change. */
export interface TableChange {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly outcome: AuditRecord['outcome'];
  /** For details, run `ddb-audit show`. */
  readonly eventId: string;
}

/** Changes of a table and of its backups, streams and restored copies, newest first. */
export async function tableChanges(log: AuditLog, { table, since = '1d' }: Input): Promise<TableChange[]> {
  const changes: TableChange[] = [];
  const query = {
    table: [table],
    related: true,
    plane: ['control'],
    access: ['write', 'tagging', 'permissions'],
    since,
  } as const;
  for await (const { eventTime, principal, eventName, outcome, eventId } of log.search(query)) {
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

export const handler = (input: Input): Promise<TableChange[]> => tableChanges(log, input);
