import { toRecord } from '../support/audited';
import { controlEvent, dataEvent } from '../support/events';

const updateTable = (members: object) =>
  toRecord(controlEvent({ eventName: 'UpdateTable', requestParameters: { tableName: 'Music', ...members } }));

describe('the categories of a call', () => {
  it.each([
    [{ replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] }, 'global-table'],
    [{ globalTableWitnessUpdates: [{ delete: { regionName: 'eu-west-1' } }] }, 'global-table'],
    [{ streamSpecification: { streamEnabled: true } }, 'stream'],
    [{ sSESpecification: { enabled: true } }, 'encryption'],
    [{ deletionProtectionEnabled: false }, 'protection'],
    [{ provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 } }, 'capacity'],
    [{ globalSecondaryIndexUpdates: [{ delete: { indexName: 'ByYear' } }] }, 'index'],
  ])('follow from what it carries: %j', (members, category) => {
    expect(updateTable(members)).toMatchObject({ category: 'table', categories: ['table', category] });
  });

  it('are several where it carries several things', () => {
    const members = { billingMode: 'PAY_PER_REQUEST', streamSpecification: {}, tags: [{ key: 'a' }] };
    expect(updateTable(members).categories).toEqual(['table', 'stream', 'capacity', 'tags']);
  });

  it('are not stored where the own category is the only one', () => {
    expect(updateTable({ tableClass: 'STANDARD', replicaUpdates: [] })).not.toHaveProperty('categories');
    expect(toRecord(dataEvent())).not.toHaveProperty('categories');
  });

  it('are read in the table that an import creates, too', () => {
    const requestParameters = { tableCreationParameters: { tableName: 'Music', sSESpecification: {} } };
    const record = toRecord(controlEvent({ eventName: 'ImportTable', requestParameters }));
    expect(record.categories).toEqual(['import-export', 'encryption']);
  });
});
