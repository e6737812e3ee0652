import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { ENVIRONMENT } from '../src/settings/environment';
import type { AuditTables } from './audit-tables';
import { NodeFunction } from './node-function';

/** A Function URL waits no longer than this for a page. */
const TIMEOUT_SECONDS = 30;
const MEMORY_MIB = 1769;

export interface QueryApiProps {
  readonly settings: DeploymentSettings;
  readonly tables: AuditTables;
}

/** The HTTP API: a Function URL that asks IAM who may call it. */
export class QueryApi extends Construct {
  readonly function: NodejsFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, tables }: QueryApiProps) {
    super(scope, id);
    const { function: api, role } = new NodeFunction(this, 'Query', {
      entry: 'query-api',
      description: 'Answers questions about the audit over HTTP',
      memoryMiB: MEMORY_MIB,
      timeoutSeconds: TIMEOUT_SECONDS,
      logRetentionDays: settings.logRetentionDays,
    });
    this.function = api;
    api.addEnvironment(ENVIRONMENT.auditTableName, tables.audit.tableName);
    api.addEnvironment(ENVIRONMENT.ledgerTableName, tables.ledger.tableName);
    tables.grantQuery(role);
    this.url = api.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
  }

  /** Lets a principal call the API, and only through its URL. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.function.grantInvokeUrl(grantee);
  }
}
