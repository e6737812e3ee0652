import { TABLE_ARN } from '../../audit/arn';
import type { Dimension } from '../../query/dimensions';

/** What a row is counted by, as SQL. Lists have several values for a row. */
export const DIMENSION_COLUMNS: Readonly<Record<Dimension, string>> = {
  action: 'eventName',
  principal: 'principalId',
  table: `unnest(list_filter(resources, lambda resource: regexp_matches(resource, '${TABLE_ARN.source}')))`,
  resource: 'unnest(resources)',
  service: 'service',
  plane: 'plane',
  access: 'access',
  category: 'category',
  outcome: 'outcome',
  error: 'errorCode',
  risk: 'riskLevel',
  rule: 'unnest(riskRules)',
  principalType: 'principalType',
  session: 'unnest(list_distinct([session, sourceIdentity, onBehalfOf]))',
  mfa: `CASE WHEN mfa THEN 'yes' ELSE 'no' END`,
  accessKey: 'accessKeyId',
  sourceIp: 'sourceIp',
  account: 'accountId',
  eventRegion: 'region',
};
