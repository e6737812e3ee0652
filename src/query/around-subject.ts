import { parentTable } from '../audit/arn';
import type { AuditRecord } from '../audit/audit-record';
import { MAXIMUM_VALUES } from './query';
import { distinct } from './resolved-query';

/** What a record can have in common with an event, in the order in which answers list it. */
export const AROUND_REASONS = ['principal', 'accessKey', 'sourceIp', 'table', 'resource'] as const;
/** `resource` is a resource that belongs to no table, such as a DAX cluster. */
export type AroundReason = (typeof AROUND_REASONS)[number];

/** Values of an event to look for, by reason. */
export type AroundSubject = Readonly<Record<AroundReason, readonly string[]>>;

const isPresent = (value: string | undefined): value is string => value !== undefined && value !== '';

/** Reads the values of each reason from a record. */
const READ_VALUES: Readonly<Record<AroundReason, (record: AuditRecord) => readonly string[]>> = {
  principal: ({ principal }) => [principal.id],
  accessKey: ({ accessKeyId }) => [accessKeyId].filter(isPresent),
  sourceIp: ({ sourceIp }) => [sourceIp].filter(isPresent),
  table: ({ resources }) => resources.map(parentTable).filter(isPresent),
  resource: ({ resources }) => resources.filter((resource) => parentTable(resource) === undefined),
};

/** Name of an AWS service. CloudTrail writes it instead of an address for calls by that service. */
const SERVICE_NAME = /\.amazonaws\.com(?:\.cn)?$|^AWS Internal$/;

/** What to say about an event that has no value. */
const ABSENT: Readonly<Partial<Record<AroundReason, string>>> = {
  sourceIp: 'the event has no source address.',
  accessKey: 'the event has no access key.',
  table: 'the event names no table.',
};

/** What to look for around an event, and what of it cannot be asked. */
export interface AroundPlan {
  readonly subject: AroundSubject;
  /** What is not asked, and why, as sentences. */
  readonly leftOut: readonly string[];
}

/** Plans the questions around an event. Several variants of it are all asked for. */
export function planAround(variants: readonly AuditRecord[]): AroundPlan {
  const leftOut: string[] = [];
  const read = (reason: AroundReason): string[] => {
    const all = distinct(variants.flatMap(READ_VALUES[reason])).filter(
      (value) => reason !== 'sourceIp' || !SERVICE_NAME.test(value),
    );
    const patterns = all.filter((value) => value.includes('*'));
    if (patterns.length > 0) {
      leftOut.push(`${reason}: a value of the event contains *, which a question would read as a pattern.`);
    }
    const values = all.filter((value) => !patterns.includes(value));
    const others = values.slice(MAXIMUM_VALUES);
    if (others.length > 0) {
      const named = others.slice(0, MAXIMUM_VALUES).join(', ');
      const more = others.length > MAXIMUM_VALUES ? ` and ${others.length - MAXIMUM_VALUES} more` : '';
      leftOut.push(
        `${reason}: ${others.length} of ${values.length} values of the event are not asked, ` +
          `because a question has at most ${MAXIMUM_VALUES}: ${named}${more}.`,
      );
    }
    return values.slice(0, MAXIMUM_VALUES);
  };
  const subject: AroundSubject = {
    principal: read('principal'),
    accessKey: read('accessKey'),
    sourceIp: read('sourceIp'),
    table: read('table'),
    resource: read('resource'),
  };
  const services = distinct(variants.flatMap(READ_VALUES.sourceIp)).filter((value) =>
    SERVICE_NAME.test(value),
  );
  if (services.length > 0) {
    leftOut.push(`sourceIp: the call came from ${services.join(', ')}, which is no address.`);
  }
  for (const [reason, sentence] of Object.entries(ABSENT)) {
    if (variants.every((record) => READ_VALUES[reason as AroundReason](record).length === 0)) {
      leftOut.push(`${reason}: ${sentence}`);
    }
  }
  return { subject, leftOut };
}

/** What a record has in common with an event. */
export const findReasons = (record: AuditRecord, subject: AroundSubject): AroundReason[] =>
  AROUND_REASONS.filter((reason) =>
    READ_VALUES[reason](record).some((value) => subject[reason].includes(value)),
  );
