import { Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import { type DeploymentSettings, toIngestSettings } from '../src/settings/deployment-settings';
import { ENVIRONMENT } from '../src/settings/environment';
import type { AuditTables } from './audit-tables';
import { NodeFunction } from './node-function';
import { separateTokens, toEnvironment } from './separate-tokens';
import type { AddedSources } from './sources/add-sources';

/** Timeout for one page of results. */
const TIMEOUT_SECONDS = 30;
const MEMORY_MIB = 1769;

/**
 * Regions without Lambda function URLs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
 */
const REGIONS_WITHOUT_FUNCTION_URLS =
  /^(?:cn-.*|us-gov-.*|us-iso.*|eu-iso.*|eusc-.*|ap-east-2|ap-south-2|ap-southeast-[4567]|ca-west-1|eu-central-2|eu-south-2|il-central-1|me-central-1)$/;

/**
 * Checks that a Region has function URLs.
 * @param region a Region, or a token if it is known only at deployment
 * @throws AuditTrailError `Configuration` if it has none
 */
export function requireFunctionUrls(region: string): void {
  if (!REGIONS_WITHOUT_FUNCTION_URLS.test(region)) return;
  throw new AuditTrailError(
    'Configuration',
    `queryApi is true, but Lambda function URLs are not available in ${region}. Set queryApi to false; the command line and the client do not need it.`,
  );
}

export interface QueryApiProps {
  readonly settings: DeploymentSettings;
  readonly tables: AuditTables;
  readonly functionEncryptionKey: IKey | undefined;
  /** Queues whose messages the API counts. */
  readonly queues: readonly IQueue[];
  /** The log files of the sources, which the API may have to read. */
  readonly logFiles: Pick<AddedSources, 'locations' | 'grantLogFiles'>;
}

/** The HTTP API: a Lambda function URL with IAM authorization. */
export class QueryApi extends Construct {
  readonly function: LambdaFunction;
  readonly url: string;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: QueryApiProps) {
    super(scope, id);
    const { settings, tables, functionEncryptionKey, queues, logFiles } = props;
    requireFunctionUrls(Stack.of(this).region);
    const configuration = separateTokens(
      settings.queryApiOriginals
        ? {
            [ENVIRONMENT.settings]: toIngestSettings(settings),
            [ENVIRONMENT.sources]: logFiles.locations,
          }
        : {},
    );
    const { function: api, role } = new NodeFunction(this, 'Query', {
      entry: 'query-api',
      description: 'Answers questions about the audit over HTTP',
      settings,
      encryptionKey: functionEncryptionKey,
      memoryMiB: MEMORY_MIB,
      timeoutSeconds: TIMEOUT_SECONDS,
      ...(settings.queryApiOriginals && {
        configuration: configuration.literal as Readonly<Record<string, unknown>>,
      }),
      environment: () => ({
        [ENVIRONMENT.auditTableName]: tables.audit.tableName,
        [ENVIRONMENT.ledgerTableName]: tables.ledger.tableName,
        ...toEnvironment(this, configuration),
      }),
    });
    this.function = api;
    this.role = role;
    tables.grantQuery(role);
    if (settings.queryApiOriginals) logFiles.grantLogFiles(role);
    for (const queue of queues) queue.grant(role, 'sqs:GetQueueAttributes');
    this.url = api.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
  }

  /** Lets a principal call the API, but only through its URL. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.function.grantInvokeUrl(grantee);
  }
}
