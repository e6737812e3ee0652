import { auditedRecords } from '../../src/audit/matcher';
import {
  controlEvent,
  daxEvent,
  denial,
  eventBytes,
  otherServiceEvent,
  scalableTargetEvent,
  streamEvent,
} from '../support/events';

const ec2Target = { resourceId: 'spot-fleet-request/sfr-1', serviceNamespace: 'ec2' };

const ours = [
  ['a DynamoDB call', controlEvent()],
  ['a streams call', streamEvent()],
  [
    'a streams call under the name other tools know',
    streamEvent({ eventSource: 'streams.dynamodb.amazonaws.com' }),
  ],
  ['a DAX call', daxEvent()],
  ['a call that is not in the table', controlEvent({ eventName: 'FutureCall' })],
  ['a record without an operation', controlEvent({ eventName: undefined })],
  ['a scalable target of DynamoDB', scalableTargetEvent()],
  ['a scaling policy of a table', scalableTargetEvent({ eventName: 'PutScalingPolicy' })],
  ['the end of a scalable target', scalableTargetEvent({ eventName: 'DeregisterScalableTarget' })],
  [
    'the same under the other event source',
    scalableTargetEvent({ eventSource: 'application-autoscaling.amazonaws.com' }),
  ],
  [
    'a denied scalable target call whose message speaks of DynamoDB',
    scalableTargetEvent(
      denial('not authorized to perform: iam:PassRole for dynamodb.application-autoscaling'),
    ),
  ],
] as const;

const others = [
  ['Kinesis with a name of ours', otherServiceEvent()],
  [
    'Glue with a name of ours',
    otherServiceEvent({ eventSource: 'glue.amazonaws.com', eventName: 'CreateTable' }),
  ],
  ['a scalable target of EC2', scalableTargetEvent({ requestParameters: ec2Target })],
  ['another call of Auto Scaling', scalableTargetEvent({ eventName: 'ListTagsForResource' })],
  ['a denied scalable target call that does not say whose', scalableTargetEvent(denial('not authorized'))],
  [
    'another namespace, DynamoDB in the message',
    scalableTargetEvent({ ...denial('dynamodb'), requestParameters: ec2Target }),
  ],
] as const;

it.each(ours)('accepts %s', (_what, event) => {
  expect(auditedRecords.accepts(event)).toBe(true);
});

it.each([
  ['no event source', controlEvent({ eventSource: undefined })],
  ['an event source of another type', controlEvent({ eventSource: ['dynamodb.amazonaws.com'] })],
])('accepts a record with %s, which classifying rejects', (_what, event) => {
  expect(auditedRecords.accepts(event)).toBe(true);
});

it.each(others)('leaves to others %s', (_what, event) => {
  expect(auditedRecords.accepts(event)).toBe(false);
});

it.each(ours)('finds in the bytes all markers of one group: %s', (_what, event) => {
  const bytes = eventBytes(event);
  const matching = auditedRecords.markerGroups.filter((markers) =>
    markers.every((marker) => bytes.includes(marker)),
  );
  expect(matching).toHaveLength(1);
});

it.each(auditedRecords.markerGroups.flat())(
  'searches for what CloudTrail writes without an escape: %s',
  (marker) => {
    expect(marker).toMatch(/^[\w.:-]{2,128}$/);
  },
);
