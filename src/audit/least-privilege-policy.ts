import type { AuditRecord } from './audit-record';
import { iamActionsInEvent, possibleIamActions } from './iam-actions';

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[] | '*';
  }[];
}

/** Reads the parsed events of a record's id: several if it has variants, none if they are not kept. */
export type ReadEvents = (record: AuditRecord) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/**
 * Builds the smallest policy that allows the calls of these records: the IAM actions they need on the
 * resources they named, with one statement for all actions on the same resources.
 *
 * The actions of a transaction or PartiQL call come from the event itself. If the event does not tell,
 * all write actions are allowed. A call that names no resource is allowed on every resource. Calls of other services
 * are left out: few of them are audited, so a policy of those would say nothing.
 * @returns undefined if there are no records of DynamoDB, DynamoDB Streams or DAX.
 */
export async function leastPolicy(
  records: AsyncIterable<AuditRecord>,
  readEvents: ReadEvents,
): Promise<PolicyDocument | undefined> {
  const resourcesByAction = new Map<string, Set<string>>();
  for await (const record of records) {
    if (record.service === 'guard') continue;
    const resources = neededResources(record);
    const isAllowed = (action: string) => resources.every((one) => resourcesByAction.get(action)?.has(one));
    const possible = possibleIamActions(record).filter((action) => !isAllowed(action));
    for (const action of possible.length > 1 ? await narrowed(possible, record, readEvents) : possible) {
      resourcesByAction.set(action, new Set([...(resourcesByAction.get(action) ?? []), ...resources]));
    }
  }
  if (resourcesByAction.size === 0) return undefined;

  const statements = new Map<string, { actions: string[]; resources: readonly string[] | '*' }>();
  for (const [action, seen] of [...resourcesByAction].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const resources = seen.has('*') ? '*' : [...seen].sort();
    const statement = statements.get(String(resources)) ?? { actions: [], resources };
    statements.set(String(resources), statement);
    statement.actions.push(action);
  }
  return {
    Version: '2012-10-17',
    Statement: [...statements.values()].map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
    })),
  };
}

async function narrowed(
  possible: readonly string[],
  record: AuditRecord,
  readEvents: ReadEvents,
): Promise<readonly string[]> {
  const events = await readEvents(record);
  const told = events.map(iamActionsInEvent);
  const isTold = told.length > 0 && told.every((actions) => actions !== undefined);
  return isTold ? possible.filter((action) => told.some((actions) => actions?.includes(action))) : possible;
}

/** Control-plane calls that IAM checks on the backup, export, import or stream, not on its table. */
const ON_THE_PART_ALONE = new Set([
  'DeleteBackup',
  'DescribeBackup',
  'DescribeExport',
  'DescribeImport',
  'DescribeStream',
]);
/** Calls whose response names the resource they created. IAM checks them on the table only. */
const ON_THE_TABLE_ALONE = new Set(['CreateBackup', 'ExportTableToPointInTime', 'ImportTable']);

/** Escapes the wildcard characters of IAM, which resource names in events can contain. */
const literal = (arn: string): string => arn.replace(/[*?$]/g, (character) => `\${${character}}`);

function neededResources({ plane, eventName, resources }: AuditRecord): readonly string[] {
  const arns = resources.filter((resource) => resource.startsWith('arn:'));
  // DAX parameter and subnet groups have no ARN, so IAM allows calls on them only with `*`.
  if (arns.length === 0 || arns.length < resources.length) return ['*'];
  const isPart = (arn: string) => arns.some((other) => arn.startsWith(`${other}/`));
  const hasPart = (arn: string) => arns.some((other) => other.startsWith(`${arn}/`));
  const needed =
    plane === 'data' || ON_THE_PART_ALONE.has(eventName)
      ? arns.filter((arn) => !hasPart(arn))
      : ON_THE_TABLE_ALONE.has(eventName)
        ? arns.filter((arn) => !isPart(arn))
        : arns;
  return needed.map(literal);
}
