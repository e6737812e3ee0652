import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import { ENVIRONMENT } from '../src/settings/environment';
import { Alarms } from './alarms';
import { AuditTables } from './audit-tables';
import { AuditDashboard } from './dashboard';
import type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';
import { IngestFunction } from './ingest-function';
import { IngestQueue } from './ingest-queue';
import { PublishedNames } from './published-names';
import { QueryApi } from './query-api';
import { resolveProps } from './resolve-props';
import { addSources } from './sources/add-sources';

/** How somebody asks: the client library on the tables, or the HTTP API. */
export type QueryWay = 'client' | 'http';

/**
 * Who did what to DynamoDB, DynamoDB Streams and DAX: reads the log files that CloudTrail delivers, keeps
 * what they say of these services in an audit table, and lets others ask.
 *
 * @throws AuditTrailError `Configuration` when the props are not valid, naming each wrong one, its value
 * and what is allowed.
 */
export class DynamoDbAuditTrail extends Construct {
  readonly tables: AuditTables;
  readonly queue: IngestQueue;
  readonly ingest: IngestFunction;
  readonly alarms: Alarms;
  /** The HTTP API; not there if the settings leave it out. */
  readonly queryApi?: QueryApi;

  constructor(scope: Construct, id: string, props: DynamoDbAuditTrailProps = {}) {
    super(scope, id);
    const { settings, encryptionKey, alarmTopic, riskEventBus } = resolveProps(this, props);
    const encryption = encryptionKey && { encryptionKey };

    this.tables = new AuditTables(this, 'Tables', { settings, ...encryption });
    this.queue = new IngestQueue(this, 'Notifications', settings);
    this.ingest = new IngestFunction(this, 'IngestFunction', {
      settings,
      tables: this.tables,
      queue: this.queue,
      ...(riskEventBus && { riskEventBus }),
    });
    addSources(this, {
      settings,
      encryptionKey,
      queue: this.queue,
      role: this.ingest.role,
      ownTableArns: [this.tables.audit.tableArn, this.tables.ledger.tableArn],
    });
    if (settings.queryApi) {
      this.queryApi = new QueryApi(this, 'QueryApi', { settings, tables: this.tables });
    }

    const watched = {
      queue: this.queue,
      ingestFunction: this.ingest.function,
      auditTable: this.tables.audit,
    };
    this.alarms = new Alarms(this, 'Alarms', {
      settings,
      ...watched,
      ...(alarmTopic && { topic: alarmTopic }),
    });
    new AuditDashboard(this, 'Dashboard', { alarms: this.alarms, ...watched });
    new PublishedNames(this, 'Names', [
      { id: 'AuditTableName', description: 'Table of audited events', value: this.tables.audit.tableName },
      { id: 'LedgerTableName', description: 'Table of log files read', value: this.tables.ledger.tableName },
      ...(this.queryApi
        ? [{ id: 'QueryApiUrl', description: 'HTTP API, with IAM auth', value: this.queryApi.url }]
        : []),
    ]);
  }

  /**
   * Lets a principal ask, and tells it where: a function gets the environment variables it needs.
   *
   * @param way `client`: read the tables, `AUDIT_TABLE_NAME` and `LEDGER_TABLE_NAME`. `http`: call the API,
   * `AUDIT_API_URL`.
   * @throws AuditTrailError `Configuration` for `http` where the settings leave the API out.
   */
  grantQuery(grantee: IGrantable, way: QueryWay = 'client'): Grant {
    const tell = (environment: Record<string, string>) => {
      if (!(grantee instanceof LambdaFunction)) return;
      for (const [name, value] of Object.entries(environment)) grantee.addEnvironment(name, value);
    };
    if (way === 'client') {
      tell({
        [ENVIRONMENT.auditTableName]: this.tables.audit.tableName,
        [ENVIRONMENT.ledgerTableName]: this.tables.ledger.tableName,
      });
      return this.tables.grantQuery(grantee);
    }
    if (!this.queryApi) {
      throw new AuditTrailError(
        'Configuration',
        "grantQuery was called with 'http', but queryApi is false. Use 'client', or set queryApi to true.",
      );
    }
    tell({ [ENVIRONMENT.queryApiUrl]: this.queryApi.url });
    return this.queryApi.grantInvoke(grantee);
  }
}
