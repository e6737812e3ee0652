import { findDeploymentNames, pickDeploymentNames } from '../../src/settings/deployment-names';

describe('findDeploymentNames', () => {
  it('does not take one name for another that ends like it', () => {
    const found = findDeploymentNames([
      ['TrailNamesAssuranceDeadLetterQueueUrl0A1B2C3D', 'assurance'],
      ['TrailNamesDeadLetterQueueUrl0A1B2C3D', 'notifications'],
    ]);
    expect(Object.fromEntries(found)).toEqual({
      Trail: { AssuranceDeadLetterQueueUrl: 'assurance', DeadLetterQueueUrl: 'notifications' },
    });
  });

  it.each([
    ['AuditTableName'],
    ['TrailNamesAuditTableName'],
    ['TrailNamesAuditTableNameParameter0A1B2C3D'],
    ['TrailNamesQueryApiUrl0A1B2C3D'],
    ['TrailAuditTableName0A1B2C3D'],
  ])('passes by an output %s', (key) => {
    expect(findDeploymentNames([[key, 'value']]).size).toBe(0);
  });
});

describe('pickDeploymentNames', () => {
  it.each([
    [undefined, {}],
    [null, {}],
    ['text', {}],
    [['list'], {}],
    [{ IngestQueueUrl: 'url', AuditTableName: 1, NewName: 'later' }, { IngestQueueUrl: 'url' }],
    [{ toString: 'inherited' }, {}],
  ])('takes of %j what it knows', (values, names) => {
    expect(pickDeploymentNames(values)).toEqual(names);
  });
});
