import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type PublishRisks, riskEventPublisher } from '../../lambda/risk-events';
import { toAuditedEvent } from '../support/audited';
import { type EventBus, startEventBus } from '../support/event-bus';
import { controlEvent } from '../support/events';

const { record: deletion } = toAuditedEvent(controlEvent({ eventName: 'DeleteTable', readOnly: false }));

describe('publishing risky events', () => {
  let bus: EventBus;
  let client: EventBridgeClient;
  let publish: PublishRisks;

  beforeEach(async () => {
    bus = await startEventBus();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new EventBridgeClient({ endpoint: bus.endpoint, region: 'us-east-1', credentials });
    publish = riskEventPublisher(client, 'security');
  });
  afterEach(async () => {
    client.destroy();
    await bus.stop();
  });

  it('sends records to the bus', async () => {
    await publish([deletion]);
    expect(bus.received).toMatchObject([
      [
        {
          EventBusName: 'security',
          Source: 'dynamodb-audit-trail',
          DetailType: 'Risky DynamoDB Event',
          Resources: deletion.resources,
        },
      ],
    ]);
    expect(JSON.parse(bus.received[0]![0]!.Detail)).toEqual(deletion);
  });

  it('sends ten at a time', async () => {
    await publish(Array.from({ length: 23 }, () => deletion));
    expect(bus.received.map((entries) => entries.length)).toEqual([10, 10, 3]);
  });

  it('fails when the bus refuses one, so that the file is ingested again', async () => {
    bus.refuse = true;
    await expect(publish([deletion])).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringContaining('too many'),
    });
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('out of time');
    await expect(publish([deletion], AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(bus.received).toEqual([]);
  });
});
