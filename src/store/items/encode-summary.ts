import type { AuditRecord } from '../../audit/audit-record';
import { MAXIMUM_LISTED_RESOURCES } from '../resource-keys';
import {
  addNull,
  addNumber,
  addString,
  addStringIf,
  addStrings,
  addTrue,
  emptyItem,
  type ItemJson,
} from './item-json';
import { ITEM_FORMAT, SUMMARY_DEFAULTS, summaryPrincipal, usualName, usualSource } from './item-summary';
import { relativeTo, resourcePrefix } from './relative-arn';
import { shortenUserAgent } from './user-agent';

/** Adds a string unless it is the default. A missing string that would be read as the default becomes NULL. */
const addUnlessUsual = (
  members: ItemJson,
  name: string,
  value: string | undefined,
  usual: string | undefined,
): void => {
  if (value === usual) return;
  if (value === undefined) addNull(members, name);
  else addString(members, name, value);
};

/** Writes the members of `summary`. */
export function encodeSummary(record: AuditRecord, truncated: boolean): ItemJson {
  const members = emptyItem();
  const { principal, resources, risk } = record;
  addNumber(members, 'format', ITEM_FORMAT);
  addString(members, 'eventName', record.eventName);
  addUnlessUsual(members, 'eventSource', record.eventSource, usualSource(record.service));
  addUnlessUsual(members, 'service', record.service, SUMMARY_DEFAULTS.service);
  addUnlessUsual(members, 'plane', record.plane, SUMMARY_DEFAULTS.plane);
  addUnlessUsual(members, 'access', record.access, SUMMARY_DEFAULTS.access);
  addUnlessUsual(members, 'category', record.category, SUMMARY_DEFAULTS.category);
  if (record.categories) addStrings(members, 'categories', record.categories);
  addUnlessUsual(members, 'outcome', record.outcome, SUMMARY_DEFAULTS.outcome);
  addStringIf(members, 'errorCode', record.errorCode);
  addStringIf(members, 'accountId', record.accountId);
  addStringIf(members, 'awsRegion', record.region);
  addStringIf(members, 'sourceIPAddress', record.sourceIp);
  addStringIf(members, 'accessKeyId', record.accessKeyId);
  addStringIf(members, 'userAgent', record.userAgent && shortenUserAgent(record.userAgent));
  addString(members, 'principalId', summaryPrincipal(principal.id, record));
  addUnlessUsual(members, 'principalType', principal.type, SUMMARY_DEFAULTS.principalType);
  addUnlessUsual(members, 'principalName', principal.name, usualName(principal.id));
  addStringIf(members, 'sessionName', principal.session);
  addStringIf(members, 'sourceIdentity', principal.sourceIdentity);
  addStringIf(members, 'onBehalfOf', principal.onBehalfOf);
  if (principal.mfa) addTrue(members, 'mfa');
  if (resources.length > 0) {
    const prefix = resourcePrefix(record);
    const listed = resources.slice(0, MAXIMUM_LISTED_RESOURCES);
    addStrings(
      members,
      'resources',
      listed.map((resource) => relativeTo(prefix, resource)),
    );
  }
  if (record.impliedTables) addNumber(members, 'impliedTables', record.impliedTables);
  addStringIf(members, 'originalEventId', record.originalEventId);
  addStringIf(members, 'sharedEventId', record.sharedEventId);
  if (record.cutFields) addStrings(members, 'cutFields', record.cutFields);
  if (risk) {
    addString(members, 'risk', risk.level);
    addStrings(members, 'riskRules', risk.rules);
  }
  if (truncated) addTrue(members, 'truncated');
  return members;
}
