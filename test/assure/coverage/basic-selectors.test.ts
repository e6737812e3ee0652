import { type BasicSelector, toAdvancedSelectors } from '../../../src/assure/coverage/basic-selectors';
import type { EventSelector } from '../../../src/assure/coverage/trail-logging';
import { dataEvents, managementEvents, tableArn } from '../../support/trail-logging';

const WRITES = { field: 'readOnly', equals: ['false'] };
const tables = (...Values: string[]) => [{ Type: 'AWS::DynamoDB::Table', Values }];
const objects = (...fields: EventSelector['fieldSelectors']): EventSelector => ({
  fieldSelectors: [
    { field: 'eventCategory', equals: ['Data'] },
    { field: 'resources.type', equals: ['AWS::S3::Object'] },
    ...fields,
  ],
});

describe('basic selectors as advanced ones', () => {
  it.each<[string, BasicSelector, EventSelector[]]>([
    ['management events by default', {}, [managementEvents()]],
    ['no management events', { IncludeManagementEvents: false }, []],
    ['writes', { ReadWriteType: 'WriteOnly' }, [managementEvents(WRITES)]],
    ['reads', { ReadWriteType: 'ReadOnly' }, [managementEvents({ field: 'readOnly', equals: ['true'] })]],
    [
      'excluded sources',
      { ExcludeManagementEventSources: ['kms.amazonaws.com'] },
      [managementEvents({ field: 'eventSource', notEquals: ['kms.amazonaws.com'] })],
    ],
    [
      'all tables',
      { IncludeManagementEvents: false, DataResources: tables('arn:aws:dynamodb') },
      [dataEvents()],
    ],
    [
      'all tables in China',
      { IncludeManagementEvents: false, DataResources: tables('arn:aws-cn:dynamodb') },
      [dataEvents()],
    ],
    [
      'writes of some tables',
      {
        ReadWriteType: 'WriteOnly',
        IncludeManagementEvents: false,
        DataResources: tables(tableArn('Orders'), tableArn('Customers')),
      },
      [dataEvents({ field: 'resources.ARN', equals: [tableArn('Orders'), tableArn('Customers')] }, WRITES)],
    ],
    ['no tables', { IncludeManagementEvents: false, DataResources: tables() }, []],
    [
      'objects by the beginning of their ARNs',
      {
        IncludeManagementEvents: false,
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::logs/'] }],
      },
      [objects({ field: 'resources.ARN', startsWith: ['arn:aws:s3:::logs/'] })],
    ],
    [
      'all objects',
      {
        IncludeManagementEvents: false,
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
      },
      [objects()],
    ],
  ])('%s', (_, basic, advanced) => {
    expect(toAdvancedSelectors([basic])).toEqual(advanced);
  });
});
