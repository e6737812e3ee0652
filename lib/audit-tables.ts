import { Stack } from 'aws-cdk-lib';
import { type Attribute, AttributeType, ProjectionType, TableClass, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import {
  EVENT_ID,
  EXPIRES_AT,
  INDEXES,
  type IndexName,
  LEDGER_KEYS,
  OCCURRED,
  PART,
  PROJECTED_ATTRIBUTES,
} from '../src/store/indexes';
import { TableKeyOwners } from './table-key-owners';
import { tableOptions } from './table-options';

/** Actions of a query on a table or an index. */
const QUERY_ACTIONS = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
/** Actions of an export on a table, and of a query that checks whether the table is empty. */
const SCAN_ACTIONS = ['dynamodb:Scan'];
/** The index that finds calls by their name. */
const CALLS_INDEX: IndexName = 'action';
/** Actions on a customer managed key to read a table. */
const DECRYPT_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey'];
/** Actions on a customer managed key to read and write a table. */
const ENCRYPT_ACTIONS = [
  ...DECRYPT_ACTIONS,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

export interface AuditTablesProps {
  readonly settings: DeploymentSettings;
  /**
   * Key that encrypts both tables.
   * @default - keys owned by DynamoDB
   */
  readonly encryptionKey?: IKey;
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** The audit table, which contains events only, and the ledger table, which records what was ingested. */
export class AuditTables extends Construct {
  readonly audit: TableV2;
  readonly ledger: TableV2;
  private readonly encryptionKey: IKey | undefined;
  private readonly keyOwners: TableKeyOwners | undefined;
  private readonly replicas: DeploymentSettings['replicas'];

  constructor(scope: Construct, id: string, { settings, encryptionKey }: AuditTablesProps) {
    super(scope, id);
    this.encryptionKey = encryptionKey;
    this.keyOwners =
      encryptionKey &&
      new TableKeyOwners(this, 'KeyOwners', {
        settings,
        key: encryptionKey,
        readActions: DECRYPT_ACTIONS,
        writeActions: ENCRYPT_ACTIONS,
      });
    this.replicas = settings.replicas;
    const { warmThroughput } = settings;
    const common = tableOptions(this, settings, encryptionKey, [...QUERY_ACTIONS, ...SCAN_ACTIONS]);
    this.audit = new TableV2(this, 'Audit', {
      ...common,
      ...(settings.auditTableName !== undefined && { tableName: settings.auditTableName }),
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
      ...(settings.ledgerTableName !== undefined && { tableName: settings.ledgerTableName }),
      partitionKey: text(LEDGER_KEYS.partition),
      sortKey: text(LEDGER_KEYS.sort),
      // Activity entries expire with their events, and coverage after them.
      timeToLiveAttribute: EXPIRES_AT,
    });
  }

  /** Lets a principal query in any Region: read both tables and all indexes, and decrypt them if a key is set. */
  grantQuery(grantee: IGrantable): Grant {
    this.encryptionKey?.grant(grantee, ...DECRYPT_ACTIONS);
    this.keyOwners?.addReader(grantee);
    const replicaKeyArns = this.replicas.flatMap(({ encryptionKeyArn }) => encryptionKeyArn ?? []);
    if (replicaKeyArns.length > 0) {
      Grant.addToPrincipal({ grantee, actions: DECRYPT_ACTIONS, resourceArns: replicaKeyArns });
    }
    const auditArns = this.toArns(this.audit);
    const tableArns = [...auditArns, ...this.toArns(this.ledger)];
    // One ARN for each index, to avoid a wildcard.
    const indexArns = auditArns.flatMap((arn) => INDEXES.map(({ name }) => `${arn}/index/${name}`));
    return Grant.addToPrincipal({
      grantee,
      actions: QUERY_ACTIONS,
      resourceArns: [...tableArns, ...indexArns],
    }).combine(Grant.addToPrincipal({ grantee, actions: SCAN_ACTIONS, resourceArns: tableArns }));
  }

  /** ARNs of a table in the Region of the stack and of its replicas. */
  private toArns(table: TableV2): string[] {
    const replicaArns = this.replicas.map(({ region }) =>
      Stack.of(this).formatArn({
        service: 'dynamodb',
        region,
        resource: 'table',
        resourceName: table.tableName,
      }),
    );
    return [table.tableArn, ...replicaArns];
  }

  /** Lets the ingest function write events and maintain the ledger. It cannot read events, only their keys. */
  grantIngest(grantee: IGrantable): void {
    this.#grantKey(grantee);
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:BatchWriteItem'],
      resourceArns: [this.audit.tableArn],
    });
    // To find the link items that an earlier version has left.
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [this.audit.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': [EVENT_ID, PART] },
        StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    });
    Grant.addToPrincipal({
      grantee,
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
      ],
      resourceArns: [this.ledger.tableArn],
    });
  }

  /** Lets the assure function maintain the ledger, and find calls that changed a trail. It cannot change events. */
  grantAssure(grantee: IGrantable): void {
    this.#grantKey(grantee);
    Grant.addToPrincipal({
      grantee,
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      resourceArns: [this.ledger.tableArn],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.audit.tableArn}/index/${CALLS_INDEX}`],
    });
  }

  #grantKey(grantee: IGrantable): void {
    this.encryptionKey?.grant(grantee, ...ENCRYPT_ACTIONS);
    this.keyOwners?.addWriter(grantee);
  }
}
