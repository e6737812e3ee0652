import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import { deploy, statements, type TemplateResource } from '../support/stacks';

const assureFunction = (template: Template): Readonly<Record<string, unknown>> => {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Description: Match.stringLikeRegexp('^Verifies the digests') },
    }),
  );
  return (found as TemplateResource).Properties;
};

const variables = (template: Template): Record<string, unknown> =>
  (assureFunction(template).Environment as { Variables: Record<string, unknown> }).Variables;

const granted = (template: Template, settingsRole = 'AssureRole') =>
  statements(template).filter(({ of }) => of.includes(settingsRole));

const allowed = (template: Template, action: string) =>
  granted(template).filter(({ Action }) => [Action].flat().includes(action));

describe('the assure function', () => {
  const { template } = deploy();

  it('takes digests from its queue, several at once, and answers for each message', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DigestsQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('AssureFunction') },
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('is given six times its timeout before a message is delivered again', () => {
    const timeout = Number(assureFunction(template).Timeout);
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 6 * timeout,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DigestsDeadLetterQueue'), 'Arn'] },
        maxReceiveCount: 5,
      },
    });
  });

  it.each([
    ['hourly', 'rate(1 hour)'],
    ['nightly', 'cron(30 4 * * ? *)'],
  ])('is invoked %s', (task, expression) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: expression,
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AssureFunction'), 'Arn'] },
          Input: JSON.stringify({ task }),
        },
      ],
    });
  });

  it('knows its tables, queues and sources, and what is its own traffic', () => {
    const known = variables(template);
    expect(Object.keys(known).sort()).toEqual([
      'AUDIT_ASSURANCE_QUEUE_URL',
      'AUDIT_INGEST_QUEUE_URL',
      'AUDIT_OWN_ROLE_ARNS',
      'AUDIT_OWN_TABLE_ARNS',
      'AUDIT_SOURCES',
      'AUDIT_TABLE_NAME',
      'AUDIT_TRAIL',
      'LEDGER_TABLE_NAME',
      'NODE_OPTIONS',
    ]);
    expect(JSON.stringify(known.AUDIT_SOURCES)).toMatch(/bucketName.*TrailBucket.*prefixes.*AWSLogs\//);
  });

  it('can change the ledger and no event: of events it finds those that changed a trail', () => {
    const actions = granted(template)
      .flatMap(({ Action, Resource }) =>
        [Action].flat().map((action) => ({ action, on: JSON.stringify(Resource) })),
      )
      .filter(({ action }) => action.startsWith('dynamodb:'));
    const onEvents = actions.filter(({ on }) => on.includes('TablesAudit'));
    expect(onEvents).toEqual([{ action: 'dynamodb:Query', on: expect.stringContaining('/index/action"') }]);
    expect(actions.map(({ action }) => action).filter((action) => /Delete|BatchWrite/.test(action))).toEqual(
      [],
    );
  });

  it('can send to both queues, and the ingest function to the queue of digests', () => {
    const targets = (role: string) =>
      granted(template, role)
        .filter(({ Action }) => Action === 'sqs:SendMessage')
        .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]))
        .map((arn) => JSON.stringify(arn));
    expect(targets('AssureRole')).toEqual([
      expect.stringContaining('DigestsQueue'),
      expect.stringContaining('NotificationsQueue'),
    ]);
    expect(targets('IngestRole')).toContainEqual(expect.stringContaining('DigestsQueue'));
  });

  it('asks CloudTrail for public keys and for what trails log', () => {
    expect(allowed(template, 'cloudtrail:ListPublicKeys')).toMatchObject([{ Resource: '*' }]);
    const [trails] = allowed(template, 'cloudtrail:GetTrail');
    expect(trails?.Action).toEqual([
      'cloudtrail:GetEventSelectors',
      'cloudtrail:GetTrail',
      'cloudtrail:GetTrailStatus',
    ]);
    expect(JSON.stringify(trails?.Resource)).toContain(':cloudtrail:*:*:trail/*');
  });
});

describe('what the assure function reads', () => {
  const other = { bucketAccountId: '444455556666' };
  it.each<[string, DeploymentSettingsInput['sources'], string[]]>([
    ['of a new trail', [{ type: 'newTrail' }], ['AWSLogs/*']],
    [
      'of an existing bucket',
      [
        {
          type: 'existingBucket',
          bucketName: 'logs',
          prefixes: ['a', 'b'],
          organizationId: 'o-exampleorgid',
        },
      ],
      ['a/AWSLogs/o-exampleorgid/*', 'b/AWSLogs/o-exampleorgid/*'],
    ],
    [
      'of a bucket of another account',
      [{ type: 'existingBucket', bucketName: 'logs', notifications: 'direct', ...other }],
      ['AWSLogs/*'],
    ],
    [
      'of a topic',
      [{ type: 'existingTopic', bucketName: 'logs', topicArn: 'arn:aws:sns:eu-west-1:111122223333:logs' }],
      ['AWSLogs/*'],
    ],
  ])('%s: log files and digests, listed by the prefixes of the source alone', (_, sources, prefixes) => {
    const { template } = deploy({ sources: sources ?? [] });
    const [list] = allowed(template, 's3:ListBucket');
    expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': prefixes } });
    expect(JSON.stringify(list?.Resource)).not.toContain('*');
    const read = allowed(template, 's3:GetObject').flatMap(({ Resource }) => Resource);
    const keys = prefixes.flatMap((prefix) => [`${prefix}/CloudTrail-Digest/*`, `${prefix}/CloudTrail/*`]);
    expect(read.map((arn) => JSON.stringify(arn))).toEqual(
      keys.map((key) => expect.stringContaining(`/${key}"`)),
    );
    expect(allowed(template, 's3:GetObjectVersion')).toEqual(allowed(template, 's3:GetObject'));
  });
});

describe('the trail in the configuration of the assure function', () => {
  const trail = (settings: DeploymentSettingsInput) => {
    const text = JSON.stringify(variables(deploy(settings).template).AUDIT_TRAIL ?? '');
    return text.replaceAll('\\', '');
  };

  it('has its ARN, and what is known only at deployment of its selectors', () => {
    const told = trail({
      sources: [{ type: 'newTrail', dataEvents: 'all', organization: { id: 'o-exampleorgid' } }],
    });
    expect(told).toMatch(/"trailArn":"arn:.*:cloudtrail:.*:trail\//);
    expect(told).toContain('"All tables, not by the audit":{"userIdentity.arn":{"notStartsWith":[');
    expect(told).not.toContain('AWS::DynamoDB::Table'); // It stands in the file beside the code.
  });

  it('is none without a new trail', () => {
    expect(trail({ sources: [{ type: 'existingBucket', bucketName: 'logs' }] })).toBe('""');
  });
});
