import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_NAMESPACE, METRICS } from '../../src/settings/metrics';
import { construct, deploy, only, type TemplateResource } from '../support/stacks';

const { template } = deploy();
const findAlarms = (from: Template) =>
  ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap(
    (type) => Object.values(from.findResources(type)) as TemplateResource[],
  );
/** Alarms that notify somebody: the others are parts of composite ones. */
const alarms = findAlarms(template).filter(
  ({ Properties }) => !String(Properties.AlarmDescription).startsWith('Part of an alarm'),
);
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

const toDescription = ({ Properties }: TemplateResource): string => String(Properties.AlarmDescription);
const findAlarm = (anchor: string): Readonly<Record<string, unknown>> =>
  alarms.find((alarm) => toDescription(alarm).endsWith(`#${anchor}`))?.Properties ?? {};

/** Everything in a template that names one of our metrics. */
const ownMetricsIn = (text: string): string[] =>
  [...text.matchAll(/DynamoDbAuditTrail\\?",\\?"(\w+)\\?"/g)].map(([, name]) => String(name));

describe('alarms', () => {
  it.each(alarms.map((alarm) => [toDescription(alarm)]))(
    '“%s” has its section in the runbook',
    (description) => {
      const [, link] = description.match(/Runbook: docs\/runbook\.md#([a-z-]+)$/) ?? [];
      const section = anchors.get(String(link));
      expect(section).toMatch(/### Description\n[\s\S]+### Investigation\n[\s\S]+### Resolution\n\S/);
    },
  );

  it('the runbook has no section that no alarm leads to', () => {
    expect([...anchors.keys()].filter((anchor) => !findAlarm(anchor).AlarmDescription)).toEqual([]);
  });

  it('cover what must wake somebody', () => {
    expect([...anchors.keys()]).toEqual([
      'dead-letter-queue-not-empty',
      'direct-invocations-failed',
      'notifications-wait-too-long',
      'ingest-lags',
      'ingest-fails',
      'records-rejected',
      'gzip-members-unexpected',
      'writes-throttled',
      'feed-silent',
      'unproven',
      'altered',
      'missing',
      'unreferenced',
      'digest-invalid',
      'assurance-dead-letter-queue-not-empty',
      'assurance-fails',
    ]);
  });

  describe('of silence', () => {
    const { template: sixHours } = deploy({ silenceAlarmHours: 6 });

    it('goes off when no file was read for hours, also if the function never ran', () => {
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

    it('waits for the first files: a second alarm remembers them', () => {
      const [[started] = []] = Object.entries(
        sixHours.findResources('AWS::CloudWatch::Alarm', {
          Properties: { MetricName: 'FilesRead', TreatMissingData: 'ignore', DatapointsToAlarm: 2 },
        }),
      );
      const { AlarmRule } = only(sixHours, 'AWS::CloudWatch::CompositeAlarm').Properties;
      expect(JSON.stringify(AlarmRule)).toMatch(/ALARM.*NoFiles.* AND ALARM/);
      expect(JSON.stringify(AlarmRule)).toContain(String(started));
    });

    it('exists for each bucket, where there are several sources', () => {
      const { template: two } = deploy({
        sources: [
          { type: 'existingBucket', bucketName: 'production-logs' },
          { type: 'existingBucket', bucketName: 'staging-logs' },
        ],
      });
      two.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 3);
      const watched = Object.values(
        two.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'FilesRead' } }),
      ).flatMap(({ Properties }) =>
        (Properties.Dimensions as { Name: string; Value: unknown }[]).flatMap(({ Name, Value }) =>
          Name === 'Bucket' ? [Value] : [],
        ),
      );
      expect(new Set(watched)).toEqual(new Set(['production-logs', 'staging-logs']));
    });
  });

  it('one message in the dead-letter queue suffices', () => {
    expect(findAlarm('dead-letter-queue-not-empty')).toMatchObject({
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
    expect(findAlarm('writes-throttled')).toMatchObject({
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
    for (const { Properties } of findAlarms(hosted)) {
      expect(Properties.AlarmDescription).toMatch(/ Runbook: https:\/\/wiki\.example\.com\/audit#[a-z-]+$/);
    }
  });

  it('all notify the topic, where there is one', () => {
    const { stack } = construct((scope) => ({ alarmTopic: new Topic(scope, 'OnCall') }));
    const notifying = findAlarms(Template.fromStack(stack)).filter(
      ({ Properties }) => Properties.AlarmActions,
    );
    expect(notifying).toHaveLength(alarms.length);
    for (const { Properties } of notifying) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringContaining('OnCall') }]);
    }
  });
});

describe('the dashboard', () => {
  it('shows every metric that the function emits', () => {
    const body = JSON.stringify(only(template, 'AWS::CloudWatch::Dashboard').Properties);
    expect(new Set(ownMetricsIn(body))).toEqual(new Set(Object.keys(METRICS)));
  });
});
