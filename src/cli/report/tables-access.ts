import type { KnownAccess } from '../../report/known-access';
import { DEPLOYMENT_NAMES, type DeploymentName } from '../../settings/deployment-names';
import type { Deployment } from '../shell/deployment';

const SENTENCES = [
  'IAM decides who may read the tables. This report does not read policies: the commands below show them.',
  'The query function of the HTTP API and the principals of grantQuery and readerArns can read both tables. Anyone who can call the URL of the HTTP API can read the whole audit.',
  'Calls of the tables are listed below as far as a trail logs them. Those of the functions of the audit are left out.',
];

/** What is known of who may read a deployed audit. */
export function describeTablesAccess(
  { tableName, ledgerTableName }: { readonly tableName: string; readonly ledgerTableName: string },
  { names }: Deployment,
): KnownAccess {
  const known = { ...names, AuditTableName: tableName, LedgerTableName: ledgerTableName };
  const tables = [tableName, ledgerTableName];
  return {
    sentences: SENTENCES,
    facts: (Object.keys(DEPLOYMENT_NAMES) as DeploymentName[]).flatMap((name) => {
      const value = known[name];
      return value === undefined ? [] : [{ name: DEPLOYMENT_NAMES[name], value }];
    }),
    commands: [
      ...tables.map((name) => `aws dynamodb get-resource-policy --resource-arn ${toArn(name)}`),
      `aws iam simulate-principal-policy --policy-source-arn PRINCIPAL_ARN --action-names dynamodb:GetItem dynamodb:Query dynamodb:Scan --resource-arns ${tables.map(toArn).join(' ')}`,
    ],
    tables,
  };
}

const toArn = (table: string): string =>
  table.startsWith('arn:') ? table : `arn:aws:dynamodb:REGION:ACCOUNT:table/${table}`;
