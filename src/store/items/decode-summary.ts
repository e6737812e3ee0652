import type { Access, AuditRecord, Outcome, Plane, RiskLevel, Service } from '../../audit/audit-record';
import { SUMMARY_DEFAULTS, usualName, usualSource } from './item-summary';
import { absoluteFrom, principalPrefix, resourcePrefix } from './relative-arn';
import { wholeUserAgent } from './user-agent';

/** The part of a record that `summary` holds: everything except id and time. */
export type SummarizedRecord = Omit<AuditRecord, 'eventId' | 'eventTime'>;

type Members = Readonly<Record<string, unknown>>;

const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [name in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [name in Name]: Value });

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Null means that the record has no value, although a default exists. */
const stringOrUsual = (value: unknown, usual: string | undefined): string | undefined =>
  value === undefined ? usual : string(value);

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((element) => string(element) ?? '') : [];

/** Decodes `summary`. The caller has checked its format. */
export function decodeSummary(summary: Members): SummarizedRecord {
  const text = (name: string) => string(summary[name]);
  const usual = (name: keyof typeof SUMMARY_DEFAULTS) => stringOrUsual(summary[name], SUMMARY_DEFAULTS[name]);
  const service = usual('service') as Service;
  const place = {
    service,
    ...optional('accountId', text('accountId')),
    ...optional('region', text('awsRegion')),
  };
  const principalId = absoluteFrom(principalPrefix(place), text('principalId') ?? '');
  const prefix = resourcePrefix(place);
  const userAgent = text('userAgent');
  const level = text('risk') as RiskLevel | undefined;
  return {
    eventSource: stringOrUsual(summary.eventSource, usualSource(service)) ?? '',
    eventName: text('eventName') ?? '',
    ...place,
    plane: usual('plane') as Plane,
    access: usual('access') as Access,
    ...optional('category', usual('category')),
    ...optional('categories', summary.categories === undefined ? undefined : strings(summary.categories)),
    outcome: usual('outcome') as Outcome,
    ...optional('errorCode', text('errorCode')),
    ...optional('sourceIp', text('sourceIPAddress')),
    ...optional('accessKeyId', text('accessKeyId')),
    ...optional('userAgent', userAgent && wholeUserAgent(userAgent)),
    principal: {
      id: principalId,
      type: usual('principalType') ?? '',
      ...optional('name', stringOrUsual(summary.principalName, usualName(principalId))),
      ...optional('session', text('sessionName')),
      ...optional('sourceIdentity', text('sourceIdentity')),
      ...optional('onBehalfOf', text('onBehalfOf')),
      ...optional('mfa', summary.mfa === true ? (true as const) : undefined),
    },
    resources: strings(summary.resources).map((resource) => absoluteFrom(prefix, resource)),
    ...optional(
      'impliedTables',
      summary.impliedTables === undefined ? undefined : Number(summary.impliedTables),
    ),
    ...optional('originalEventId', text('originalEventId')),
    ...optional('sharedEventId', text('sharedEventId')),
    ...optional('cutFields', summary.cutFields === undefined ? undefined : strings(summary.cutFields)),
    ...optional('risk', level && { level, rules: strings(summary.riskRules) }),
  };
}
