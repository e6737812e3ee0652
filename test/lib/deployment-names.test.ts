import { findDeploymentNames } from '../../src/settings/deployment-names';
import { ENVIRONMENT } from '../../src/settings/environment';
import { deploy } from '../support/stacks';

describe('the names of what is deployed', () => {
  const { template } = deploy();
  const outputs = Object.entries(template.findOutputs('*')) as [string, { Value: unknown }][];
  const named = findDeploymentNames(outputs.map(([key, { Value }]) => [key, JSON.stringify(Value)]));

  it('are found in the outputs of a stack', () => {
    expect([...named.keys()]).toEqual(['AuditTrail']);
    const types = Object.entries(named.get('AuditTrail')!).map(([name, value]) => {
      const { Ref } = JSON.parse(value);
      return [name, template.toJSON().Resources[Ref]?.Type];
    });
    expect(types).toEqual(
      expect.arrayContaining([
        ['AuditTableName', 'AWS::DynamoDB::GlobalTable'],
        ['LedgerTableName', 'AWS::DynamoDB::GlobalTable'],
        ['IngestQueueUrl', 'AWS::SQS::Queue'],
        ['DeadLetterQueueUrl', 'AWS::SQS::Queue'],
        ['FailedInvocationsQueueUrl', 'AWS::SQS::Queue'],
      ]),
    );
  });

  it('are told to the function that records them, but for the tables, which it knows, and the sources', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const [told] = functions.flatMap(
      ({ Properties }) => Properties.Environment.Variables[ENVIRONMENT.deployment] ?? [],
    );
    const { AuditTableName: _, LedgerTableName: __, Sources: ___, ...others } = named.get('AuditTrail')!;
    const text = JSON.stringify(told);
    for (const [name, value] of Object.entries(others)) {
      expect(text).toContain(name);
      expect(text).toContain(value);
    }
  });

  it('are of queues whose messages the HTTP API may count', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const [, policy] = policies.find(([id]) => id.includes('QueryApi'))!;
    const text = JSON.stringify(policy);
    const urls = Object.entries(named.get('AuditTrail')!).filter(([name]) => name.endsWith('QueueUrl'));
    expect(urls).toHaveLength(5);
    for (const [, value] of urls) expect(text).toContain(JSON.parse(value).Ref);
  });
});
