import { valueAt, valuesAt } from '../audit/json';
import type { Call, RiskRule } from './risk-rule';
import { requests, requestsAny } from './rule-conditions';
import { subject } from './words';

/** Fewest units a second that a table in use is set to. Fewer throttle nearly every caller. */
const FEWEST_PROVISIONED_UNITS = 2;
const FEWEST_ON_DEMAND_UNITS = 10;

const PROVISIONED = ['readCapacityUnits', 'writeCapacityUnits'];
const ON_DEMAND = ['maxReadRequestUnits', 'maxWriteRequestUnits'];

/** Where calls set the throughput of a table, its indexes and replicas, and what is too few there. */
const THROUGHPUTS: readonly (readonly [path: readonly string[], units: readonly string[], fewest: number])[] =
  [
    [['provisionedThroughput'], PROVISIONED, FEWEST_PROVISIONED_UNITS],
    [['onDemandThroughput'], ON_DEMAND, FEWEST_ON_DEMAND_UNITS],
    [
      ['globalSecondaryIndexUpdates', 'update', 'provisionedThroughput'],
      PROVISIONED,
      FEWEST_PROVISIONED_UNITS,
    ],
    [['globalSecondaryIndexUpdates', 'update', 'onDemandThroughput'], ON_DEMAND, FEWEST_ON_DEMAND_UNITS],
    [['replicaUpdates', 'update', 'provisionedThroughputOverride'], PROVISIONED, FEWEST_PROVISIONED_UNITS],
    [['replicaUpdates', 'update', 'onDemandThroughputOverride'], ON_DEMAND, FEWEST_ON_DEMAND_UNITS],
    // Application Auto Scaling never provisions more than this.
    [[], ['maxCapacity'], FEWEST_PROVISIONED_UNITS],
  ];

const isThroughputCut = ({ request }: Call): boolean =>
  THROUGHPUTS.some(([path, units, fewest]) =>
    units
      .flatMap((unit) => valuesAt(request, [...path, unit]))
      // On demand, -1 lifts the limit.
      .some((value) => typeof value === 'number' && value >= 0 && value < fewest),
  );

const newRegions = ({ request }: Call): string =>
  ['replicaUpdates', 'globalTableWitnessUpdates']
    .flatMap((list) => valuesAt(request, [list, 'create', 'regionName']))
    .filter((region) => typeof region === 'string')
    .join(', ') || 'another Region';

/** Rules on other changes of a table and of the account. */
export const CHANGE_RULES: readonly RiskRule[] = [
  {
    id: 'ddb-replica-create',
    level: 'medium',
    title: 'Replica created',
    mitre: ['T1537'],
    source: 'dynamodb',
    eventNames: [
      'UpdateTable',
      'UpdateGlobalTable',
      'CreateGlobalTable',
      'CreateTableReplica',
      'AssociateTableReplica',
    ],
    matches: 'A replica of a table is created, or associated with a global table.',
    when: (call) =>
      !['UpdateTable', 'UpdateGlobalTable'].includes(call.record.eventName) ||
      requestsAny('replicaUpdates', 'create')(call),
    describe: (call) => `All data of ${subject(call)} is now copied to ${newRegions(call)}`,
  },
  {
    id: 'ddb-witness-create',
    level: 'low',
    title: 'Witness created',
    source: 'dynamodb',
    eventNames: ['UpdateTable', 'CreateGlobalTableWitness'],
    matches: 'A witness of a global table with strong consistency is created.',
    when: (call) =>
      call.record.eventName === 'CreateGlobalTableWitness' ||
      requestsAny('globalTableWitnessUpdates', 'create')(call),
    describe: (call) => `A witness of global table ${subject(call)} was created in ${newRegions(call)}`,
  },
  {
    id: 'ddb-kinesis-stream-off',
    level: 'medium',
    title: 'Stream to Kinesis switched off',
    mitre: ['T1562'],
    source: 'dynamodb',
    eventNames: ['DisableKinesisStreamingDestination'],
    matches: 'Changes of a table are no longer streamed to Kinesis Data Streams.',
    describe: (call) => `Changes of ${subject(call)} are no longer copied to Kinesis`,
  },
  {
    id: 'ddb-streams-off',
    level: 'medium',
    title: 'Stream switched off',
    mitre: ['T1562'],
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'The stream of item changes of a table is switched off.',
    when: requests('streamSpecification.streamEnabled', false),
    describe: (call) => `The stream of item changes of ${subject(call)} was switched off`,
  },
  {
    id: 'ddb-throughput-cut',
    level: 'medium',
    title: 'Throughput cut to almost nothing',
    mitre: ['T1499'],
    // Application Auto Scaling has an event source of its own.
    source: 'any',
    eventNames: ['UpdateTable', 'RegisterScalableTarget'],
    matches: `The throughput of a table, index or replica, or the most that auto scaling may give it, is set to fewer than ${FEWEST_PROVISIONED_UNITS} provisioned, or ${FEWEST_ON_DEMAND_UNITS} on-demand, units a second.`,
    when: isThroughputCut,
    describe: (call) => `The throughput of ${subject(call)} was cut to almost nothing`,
  },
  {
    id: 'ddb-bulk-overwrite',
    level: 'medium',
    title: 'Items written in bulk',
    mitre: ['T1565.001'],
    source: 'dynamodb',
    eventNames: ['ImportTable', 'StartBulkPutItems'],
    matches: 'Items are imported or overwritten in bulk.',
    describe: (call) => `Items were written to ${subject(call)} in bulk`,
  },
  {
    id: 'ddb-abac-switch',
    level: 'medium',
    title: 'Access by tags switched',
    source: 'dynamodb',
    eventNames: ['UpdateAbacStatus'],
    matches: 'Attribute-based access control of the account is switched on or off.',
    describe: () => 'Attribute-based access control was switched on or off',
  },
  {
    id: 'ddb-reserved-capacity',
    level: 'medium',
    title: 'Reserved capacity bought',
    mitre: ['T1496'],
    source: 'dynamodb',
    eventNames: ['PurchaseReservedCapacityOfferings'],
    matches: 'Reserved capacity is bought.',
    describe: () => 'Reserved capacity was bought',
  },
  {
    id: 'dax-delete-cluster',
    level: 'medium',
    title: 'DAX cluster deleted or shrunk',
    mitre: ['T1489'],
    source: 'dax',
    eventNames: ['DeleteCluster', 'DecreaseReplicationFactor'],
    matches: 'A DAX cluster is deleted, or loses nodes.',
    describe: (call) => `DAX cluster ${subject(call)} was deleted or lost nodes`,
  },
  {
    id: 'dax-unencrypted-cluster',
    level: 'medium',
    title: 'DAX cluster without encryption',
    source: 'dax',
    eventNames: ['CreateCluster'],
    matches: 'A DAX cluster is created without encryption at rest or in transit.',
    when: ({ request }) =>
      valueAt(request, 'sSESpecification', 'enabled') !== true ||
      request.clusterEndpointEncryptionType !== 'TLS',
    describe: (call) => `DAX cluster ${subject(call)} was created without encryption at rest or in transit`,
  },
  {
    id: 'dax-security-groups-changed',
    level: 'medium',
    title: 'Network access to a DAX cluster changed',
    mitre: ['T1562.007'],
    source: 'dax',
    eventNames: ['UpdateCluster'],
    matches: 'The security groups of a DAX cluster change.',
    when: ({ request }) => Array.isArray(request.securityGroupIds) && request.securityGroupIds.length > 0,
    describe: (call) => `DAX cluster ${subject(call)} has new security groups`,
  },
  {
    id: 'dax-parameters-changed',
    level: 'low',
    title: 'DAX parameters changed',
    source: 'dax',
    eventNames: ['UpdateCluster', 'UpdateParameterGroup', 'DeleteParameterGroup'],
    matches: 'A DAX parameter group changes or is deleted, or a cluster gets another one.',
    when: ({ request, record }) =>
      record.eventName !== 'UpdateCluster' || typeof request.parameterGroupName === 'string',
    describe: (call) =>
      `Parameters of ${subject(call)} changed, which decide how long DAX serves cached items`,
  },
];
