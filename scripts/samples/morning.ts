import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  identities,
  scalableTargetEvent,
  tableArn,
  tableResource,
} from '../../test/support/events';
import { deployer, orders } from './actors';
import { NIGHT } from './night';

const at = (time: string): string => `${NIGHT}T${time}Z`;

/** The morning after: what people do, and a restore by root. */
export const morning = (): CloudTrailEvent[] => [
  controlEvent({
    eventTime: at('08:02:19'),
    userIdentity: deployer,
    eventName: 'UpdateTable',
    readOnly: false,
    requestParameters: {
      tableName: 'Orders',
      streamSpecification: { streamEnabled: true, streamViewType: 'NEW_IMAGE' },
    },
    resources: [tableResource('Orders')],
  }),
  scalableTargetEvent({
    eventTime: at('08:02:31'),
    userIdentity: deployer,
    requestParameters: {
      resourceId: 'table/Orders',
      serviceNamespace: 'dynamodb',
      scalableDimension: 'dynamodb:table:ReadCapacityUnits',
      minCapacity: 5,
      maxCapacity: 100,
    },
  }),
  daxEvent({
    eventTime: at('08:10:57'),
    userIdentity: deployer,
    eventName: 'CreateCluster',
    readOnly: false,
    requestParameters: { clusterName: 'sessions', nodeType: 'dax.r5.large', replicationFactor: 3 },
    responseElements: {
      cluster: { clusterName: 'sessions', clusterArn: `arn:aws:dax:us-east-1:${ACCOUNT}:cache/sessions` },
    },
  }),
  controlEvent({
    eventTime: at('08:30:00'),
    userIdentity: identities.root(),
    eventName: 'RestoreTableToPointInTime',
    readOnly: false,
    requestParameters: { sourceTableName: 'Customers', targetTableName: 'Customers-restored' },
    responseElements: {
      tableDescription: { tableName: 'Customers-restored', tableArn: tableArn('Customers-restored') },
    },
  }),
  dataEvent({
    eventTime: at('08:41:12'),
    userIdentity: identities.iamUser(),
    eventName: 'ExecuteStatement',
    readOnly: false,
    requestParameters: { statement: `DELETE FROM "Orders" WHERE orderId = 'o-1004'` },
    resources: [tableResource('Orders')],
  }),
  dataEvent({
    eventTime: at('08:44:50'),
    userIdentity: orders,
    eventName: 'TransactWriteItems',
    readOnly: false,
    requestParameters: {
      requestItems: [
        { operation: 'Put', tableName: 'Orders', key: { orderId: 'o-3001' } },
        { operation: 'Update', tableName: 'Stock', key: { sku: 's-17' } },
      ],
    },
    resources: [tableResource('Orders'), tableResource('Stock')],
  }),
];
