import { Annotations, Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import { DEPLOYMENT_NAMES, type DeploymentName, NAMES_CONSTRUCT } from '../src/settings/deployment-names';
import { findWarnings } from '../src/settings/deployment-warnings';
import { ENVIRONMENT } from '../src/settings/environment';
import { AlarmEmail } from './alarm-email';
import { Alarms } from './alarms';
import { AssuranceQueue } from './assurance-queue';
import { AssureFunction } from './assure-function';
import { AuditTables } from './audit-tables';
import { AuditDashboard } from './dashboard';
import { deployedQueues, deploymentNames } from './deployment-names';
import type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';
import { type GrantQueryOptions, type QueryWay, requireGranted, tellFunction } from './grant-query';
import { guardedResources } from './guarded-resources';
import { IngestFunction } from './ingest-function';
import { functionRole } from './node-function';
import { PublishedNames } from './published-names';
import { QueryApi } from './query-api';
import { resolveProps } from './resolve-props';
import { IngestQueue } from './shared/ingest-queue';
import { allowLogs, printDecrypt } from './shared/key-policy';
import { addSources } from './sources/add-sources';
import { VpcEndpoints } from './vpc-endpoints';

const INGEST_FUNCTION = 'IngestFunction';

/**
 * An audit of who did what to DynamoDB, DynamoDB Streams and DAX. Reads the log files that CloudTrail
 * delivers, stores the events of these services in an audit table, and lets others query it.
 *
 * @throws AuditTrailError `Configuration` if the props are not valid, with the name, the value and the
 * allowed values of each wrong one
 */
export class DynamoDbAuditTrail extends Construct {
  readonly tables: AuditTables;
  readonly queue: IngestQueue;
  readonly assuranceQueue: AssuranceQueue;
  readonly ingest: IngestFunction;
  readonly assure: AssureFunction;
  readonly alarms: Alarms;
  /** The HTTP API. Undefined if `queryApi` is false. */
  readonly queryApi?: QueryApi;
  readonly #grantLogFiles: (grantee: IGrantable) => void;

  constructor(scope: Construct, id: string, props: DynamoDbAuditTrailProps = {}) {
    super(scope, id);
    const { settings, encryptionKey, functionEncryptionKey, alarmTopic, riskEventBus } = resolveProps(
      this,
      props,
    );
    if (functionEncryptionKey) allowLogs(this, functionEncryptionKey);
    for (const { id: warning, message } of findWarnings(settings)) {
      Annotations.of(this).addWarningV2(`dynamodb-audit-trail:${warning}`, message);
    }
    const encryption = encryptionKey && { encryptionKey };

    this.tables = new AuditTables(this, 'Tables', { settings, ...encryption });
    this.queue = new IngestQueue(this, 'Notifications', settings);
    this.assuranceQueue = new AssuranceQueue(this, 'Digests');
    const names = deploymentNames(this.tables, this.queue, this.assuranceQueue);
    const assureRole = functionRole(this, 'AssureRole');
    this.ingest = new IngestFunction(this, INGEST_FUNCTION, {
      settings,
      deployment: names,
      tables: this.tables,
      queue: this.queue,
      assuranceQueue: this.assuranceQueue,
      assureRole,
      functionEncryptionKey,
      guardedResources: guardedResources(this, settings, INGEST_FUNCTION, [
        encryptionKey?.keyArn,
        functionEncryptionKey?.keyArn,
        alarmTopic?.topicArn,
      ]),
      ...(riskEventBus && { riskEventBus }),
    });
    const added = addSources(this, {
      settings,
      encryptionKey,
      queue: this.queue,
      readers: { ingest: this.ingest.role, assure: assureRole },
      ownTableArns: [this.tables.audit.tableArn, this.tables.ledger.tableArn],
    });
    this.#grantLogFiles = added.grantLogFiles;
    this.assure = new AssureFunction(this, 'AssureFunction', {
      settings,
      tables: this.tables,
      queue: this.queue,
      assuranceQueue: this.assuranceQueue,
      functionEncryptionKey,
      role: assureRole,
      ingestRole: this.ingest.role,
      sources: added.locations,
      trail: added.trail,
    });
    if (settings.queryApi) {
      this.queryApi = new QueryApi(this, 'QueryApi', {
        settings,
        tables: this.tables,
        functionEncryptionKey,
        queues: deployedQueues(this.queue, this.assuranceQueue),
        logFiles: added,
      });
    }
    if (functionEncryptionKey) {
      const roles = [this.ingest.role, assureRole, ...(this.queryApi ? [this.queryApi.role] : [])];
      printDecrypt(this, functionEncryptionKey, roles);
    }
    if (settings.vpc?.endpoints) {
      const endpoints = new VpcEndpoints(
        this,
        'VpcEndpoints',
        settings,
        settings.vpc,
        settings.vpc.endpoints,
      );
      // Without them, the first invocations would fail.
      this.ingest.node.addDependency(endpoints);
      this.assure.node.addDependency(endpoints);
    }

    const watched = {
      queue: this.queue,
      assuranceQueue: this.assuranceQueue,
      ingestFunction: this.ingest.function,
      assureFunction: this.assure.function,
      auditTable: this.tables.audit,
    };
    this.alarms = new Alarms(this, 'Alarms', {
      settings,
      ...watched,
      topics: [
        ...(alarmTopic ? [alarmTopic] : []),
        ...(settings.alarmEmail === undefined
          ? []
          : [new AlarmEmail(this, 'AlarmEmail', settings.alarmEmail).topic]),
      ],
    });
    new AuditDashboard(this, 'Dashboard', { alarms: this.alarms, ...watched });
    new PublishedNames(this, NAMES_CONSTRUCT, [
      ...Object.entries(names).map(([name, value]) => ({
        id: name,
        description: DEPLOYMENT_NAMES[name as DeploymentName],
        value,
      })),
      {
        id: 'Sources',
        description: DEPLOYMENT_NAMES.Sources,
        value: Stack.of(this).toJsonString(added.locations),
        isOutputOnly: true,
      },
      ...(this.queryApi
        ? [{ id: 'QueryApiUrl', description: 'HTTP API, with IAM auth', value: this.queryApi.url }]
        : []),
    ]);
  }

  /**
   * Lets a principal query the audit. A function also receives environment variables that say where.
   *
   * @param way `client`: read the tables in `AUDIT_TABLE_NAME` and `LEDGER_TABLE_NAME`. `http`: call the API
   * at `AUDIT_API_URL`.
   * @throws AuditTrailError `Configuration` for `http` if `queryApi` is false or `originals` is set, and for principals
   * without a policy of their own, such as an account
   */
  grantQuery(
    grantee: IGrantable,
    way: QueryWay = 'client',
    { originals = false }: GrantQueryOptions = {},
  ): Grant {
    if (way === 'client') {
      tellFunction(grantee, {
        [ENVIRONMENT.auditTableName]: this.tables.audit.tableName,
        [ENVIRONMENT.ledgerTableName]: this.tables.ledger.tableName,
      });
      const granted = requireGranted(this.tables.grantQuery(grantee), grantee);
      if (originals) this.#grantLogFiles(grantee);
      return granted;
    }
    if (originals) {
      throw new AuditTrailError(
        'Configuration',
        "grantQuery was called with 'http' and originals, but the HTTP API reads log files with its own role. Set queryApiOriginals to true.",
      );
    }
    if (!this.queryApi) {
      throw new AuditTrailError(
        'Configuration',
        "grantQuery was called with 'http', but queryApi is false. Use 'client', or set queryApi to true.",
      );
    }
    tellFunction(grantee, { [ENVIRONMENT.queryApiUrl]: this.queryApi.url });
    return requireGranted(this.queryApi.grantInvoke(grantee), grantee);
  }
}
