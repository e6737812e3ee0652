import type { Access, Plane } from '../../audit/audit-record';
import { OPERATIONS } from '../../audit/find-operation';
import { APIS } from '../../audit/operations';

/** An operation as selectors see its events. */
export interface AskedOperation {
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  /** Whether it reads the stream of a table. */
  readonly isOfStream: boolean;
}

/** Which operations a question is about. Absent: all. */
export interface OperationFilter {
  readonly accesses?: readonly Access[] | undefined;
  readonly eventNames?: readonly string[] | undefined;
}

const READS: readonly Access[] = ['read', 'list'];

/** Calls of replication were never seen in CloudTrail; those on log files are data events of S3. */
const LEFT_OUT: Readonly<Record<Plane, readonly string[]>> = {
  data: ['global-table'],
  control: ['log-file'],
};

/** PartiQL reads or writes, which only its statement says. */
const accessesOf = (category: string | undefined, access: Access): readonly Access[] =>
  category === 'partiql' ? ['read', 'write'] : [access];

/** The operations of a plane that a question is about. */
export function askedOperations(
  plane: Plane,
  { accesses, eventNames }: OperationFilter = {},
): AskedOperation[] {
  return OPERATIONS.filter(
    (operation) =>
      operation.plane === plane &&
      !LEFT_OUT[plane].includes(operation.category ?? '') &&
      (eventNames === undefined || eventNames.includes(operation.eventName)),
  ).flatMap(({ api, eventName, category, access }) =>
    accessesOf(category, access)
      .filter((one) => accesses === undefined || accesses.includes(one))
      .map((one) => ({
        eventName,
        eventSource: APIS[api].eventSources[0],
        readOnly: READS.includes(one),
        isOfStream: category === 'stream',
      })),
  );
}
