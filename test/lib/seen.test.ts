import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_NAMESPACE, METRICS } from '../../src/settings/metrics';
import { construct, deploy, only, type TemplateResource } from '../support/stacks';

const { template } = deploy();
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as TemplateResource[];
const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');

/** Headings as they are anchored in rendered Markdown. */
const anchors = new Map(
  runbook
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => {
      const title = section.slice(3, section.indexOf('\n'));
      return [title.toLowerCase().replaceAll(' ', '-'), section] as const;
    }),
);

const descriptionOf = ({ Properties }: TemplateResource): string => String(Properties.AlarmDescription);
const alarmOf = (anchor: string): Readonly<Record<string, unknown>> =>
  alarms.find((alarm) => descriptionOf(alarm).endsWith(`#${anchor}`))?.Properties ?? {};

/** Everything in a template that names one of our metrics. */
const ownMetricsIn = (text: string): string[] =>
  [...text.matchAll(/DynamoDbAuditTrail\\?",\\?"(\w+)\\?"/g)].map(([, name]) => String(name));

describe('alarms', () => {
  it.each(alarms.map((alarm) => [descriptionOf(alarm)]))(
    '“%s” has its section in the runbook',
    (description) => {
      const [, link] = description.match(/Runbook: docs\/runbook\.md#([a-z-]+)$/) ?? [];
      const section = anchors.get(String(link));
      expect(section).toMatch(/### Description\n[\s\S]+### Investigation\n[\s\S]+### Resolution\n\S/);
    },
  );

  it('the runbook has no section that no alarm leads to', () => {
    expect([...anchors.keys()].filter((anchor) => !alarmOf(anchor).AlarmDescription)).toEqual([]);
  });

  it('cover what must wake somebody', () => {
    expect([...anchors.keys()]).toEqual([
      'dead-letter-queue-not-empty',
      'direct-invocations-failed',
      'notifications-wait-too-long',
      'ingest-lags',
      'ingest-fails',
      'records-rejected',
      'writes-throttled',
      'feed-silent',
    ]);
  });

  it('a feed that sends nothing at all is silent too', () => {
    const { template: sixHours } = deploy({ silenceAlarmHours: 6 });
    sixHours.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: METRIC_NAMESPACE,
      MetricName: 'FilesRead',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 6,
      TreatMissingData: 'breaching',
    });
  });

  it('one message in the dead-letter queue suffices', () => {
    expect(alarmOf('dead-letter-queue-not-empty')).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'QueueName'] },
        },
      ],
    });
  });

  it('throttling is what the writes met, table and indexes together', () => {
    expect(alarmOf('writes-throttled')).toMatchObject({
      Namespace: METRIC_NAMESPACE,
      MetricName: 'WriteThrottles',
      Dimensions: [{ Name: 'AuditTable', Value: { Ref: expect.stringContaining('TablesAudit') } }],
    });
  });

  it('lag is measured against the minutes set', () => {
    deploy({ lagAlarmMinutes: 30 }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IngestLagSeconds',
      Threshold: 1800,
    });
  });

  it('link to the runbook that the operators use', () => {
    const { template: hosted } = deploy({ runbookUrl: 'https://wiki.example.com/audit' });
    for (const { Properties } of Object.values(hosted.findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties.AlarmDescription).toMatch(/ Runbook: https:\/\/wiki\.example\.com\/audit#[a-z-]+$/);
    }
  });

  it('all notify the topic, where there is one', () => {
    const { stack } = construct((scope) => ({ alarmTopic: new Topic(scope, 'OnCall') }));
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('OnCall') }],
    });
  });
});

describe('the dashboard', () => {
  it('shows every metric that the function emits', () => {
    const body = JSON.stringify(only(template, 'AWS::CloudWatch::Dashboard').Properties);
    expect(new Set(ownMetricsIn(body))).toEqual(new Set(Object.keys(METRICS)));
  });
});
