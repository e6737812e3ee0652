import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  ProjectionType,
  TableClass,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { ArnPrincipal, Grant, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/deployment-settings';
import { AuditTrailError } from '../src/errors';
import {
  EVENT_ID,
  EXPIRES_AT,
  INDEXES,
  LEDGER_KEYS,
  OCCURRED,
  PART,
  PROJECTED_ATTRIBUTES,
} from '../src/store/indexes';

/** What a question does to a table or an index. */
const QUERY_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'];
/** What an export does to a table, and a question that must know whether it is empty. */
const SCAN_ACTIONS = ['dynamodb:Scan'];

export interface AuditTablesProps {
  readonly settings: DeploymentSettings;
  /**
   * Key that encrypts both tables.
   * @default - keys owned by DynamoDB
   */
  readonly encryptionKey?: IKey;
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** The audit table, which holds events and nothing else, and the ledger table, which holds what the system knows of itself. */
export class AuditTables extends Construct {
  readonly audit: TableV2;
  readonly ledger: TableV2;
  /** ARNs of the audit table's indexes, one by one, so that no policy needs a wildcard for them. */
  readonly indexArns: readonly string[];
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, { settings, encryptionKey }: AuditTablesProps) {
    super(scope, id);
    this.encryptionKey = encryptionKey;
    const retain = settings.removalPolicy === 'retain';
    const warmThroughput = settings.warmThroughput;
    const common = {
      billing: Billing.onDemand(),
      encryption: this.encryptionOf(settings, encryptionKey),
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: settings.pointInTimeRecoveryDays,
      },
      replicas: this.replicasOf(settings, retain),
    };
    this.audit = new TableV2(this, 'Audit', {
      ...common,
      ...this.readersOf(settings),
      partitionKey: text(EVENT_ID),
      sortKey: text(PART),
      timeToLiveAttribute: EXPIRES_AT,
      tableClass:
        settings.tableClass === 'standard' ? TableClass.STANDARD : TableClass.STANDARD_INFREQUENT_ACCESS,
      globalSecondaryIndexes: INDEXES.map(({ name }) => ({
        indexName: name,
        partitionKey: text(name),
        sortKey: text(OCCURRED),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...PROJECTED_ATTRIBUTES],
        ...(warmThroughput && { warmThroughput }),
      })),
      ...(warmThroughput && { warmThroughput }),
    });
    this.ledger = new TableV2(this, 'Ledger', {
      ...common,
      ...this.readersOf(settings),
      partitionKey: text(LEDGER_KEYS.partition),
      sortKey: text(LEDGER_KEYS.sort),
    });
    this.indexArns = INDEXES.map(({ name }) => `${this.audit.tableArn}/index/${name}`);
  }

  /** Lets a principal ask: read both tables and every index, and decrypt them where a key is set. */
  grantQuery(grantee: IGrantable): Grant {
    this.encryptionKey?.grant(grantee, 'kms:Decrypt', 'kms:DescribeKey');
    const resourceArns = [this.audit.tableArn, this.ledger.tableArn];
    return Grant.addToPrincipal({
      grantee,
      actions: QUERY_ACTIONS,
      resourceArns: [...resourceArns, ...this.indexArns],
    }).combine(Grant.addToPrincipal({ grantee, actions: SCAN_ACTIONS, resourceArns }));
  }

  /** Lets the ingest function write events, and keep its ledger. It never reads an event back. */
  grantIngest(grantee: IGrantable): void {
    this.encryptionKey?.grant(
      grantee,
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    );
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:BatchWriteItem'],
      resourceArns: [this.audit.tableArn],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      resourceArns: [this.ledger.tableArn],
    });
  }

  private encryptionOf(settings: DeploymentSettings, key: IKey | undefined): TableEncryptionV2 {
    if (!key) return TableEncryptionV2.dynamoOwnedKey();
    this.requireRegion('encryptionKey');
    const replicaKeys = settings.replicas.flatMap(({ region, encryptionKeyArn }) =>
      encryptionKeyArn ? [[region, encryptionKeyArn] as const] : [],
    );
    return TableEncryptionV2.customerManagedKey(key, Object.fromEntries(replicaKeys));
  }

  private requireRegion(setting: string): void {
    if (!Token.isUnresolved(Stack.of(this).region)) return;
    throw new AuditTrailError(
      'Configuration',
      `${setting} needs a stack whose Region is known at synth, but this one is for any Region: allowed is a stack with env.region.`,
    );
  }

  private replicasOf(settings: DeploymentSettings, deletionProtection: boolean) {
    const { region } = Stack.of(this);
    if (settings.replicas.length > 0) this.requireRegion('replicas');
    const own = settings.replicas.find((replica) => replica.region === region);
    if (own) {
      throw new AuditTrailError(
        'Configuration',
        `replicas name ${region}, the Region of the stack itself: allowed is any other Region.`,
      );
    }
    return settings.replicas.map((replica) => ({ region: replica.region, deletionProtection }));
  }

  /** In a table's own policy `*` is that table and its indexes: a policy cannot name the table it is part of. */
  private readersOf({ readerArns }: DeploymentSettings): { resourcePolicy?: PolicyDocument } {
    if (readerArns.length === 0) return {};
    const statement = new PolicyStatement({
      sid: 'AuditReaders',
      principals: readerArns.map((arn) => new ArnPrincipal(arn)),
      actions: [...QUERY_ACTIONS, ...SCAN_ACTIONS],
      resources: ['*'],
    });
    return { resourcePolicy: new PolicyDocument({ statements: [statement] }) };
  }
}
