import { jsonRecord } from '../../src/audit/json-record';
import { toAuditedEvent } from '../support/audited';
import { controlEvent, tableArn } from '../support/events';

describe('a record as JSON', () => {
  it('leaves out resources where there are none', () => {
    const { record } = toAuditedEvent(controlEvent({ eventName: 'ListTables', requestParameters: null }));
    expect(jsonRecord(record)).not.toHaveProperty('resources');
  });

  it('has them where there are some', () => {
    const { record } = toAuditedEvent(controlEvent());
    expect(jsonRecord(record).resources).toEqual([tableArn('Music')]);
  });
});
