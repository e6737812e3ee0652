import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type PublishRisks, riskEventPublisher } from '../../lambda/risk-events';
import { toAuditedEvent } from '../support/audited';
import { controlEvent } from '../support/events';

interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Detail: string;
}

const { record: deletion } = toAuditedEvent(controlEvent({ eventName: 'DeleteTable', readOnly: false }));

describe('publishing risky events', () => {
  let bus: Server;
  let received: Entry[][];
  let refuse: boolean;
  let client: EventBridgeClient;
  let publish: PublishRisks;

  beforeAll(async () => {
    // EventBridge, as far as PutEvents goes.
    bus = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: Entry[] };
      received.push(Entries);
      const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'too many' };
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(
        JSON.stringify({
          FailedEntryCount: refuse ? 1 : 0,
          Entries: Entries.map((_, index) =>
            refuse && index === 0 ? refused : { EventId: `event-${index}` },
          ),
        }),
      );
    });
    await new Promise<void>((ready) => bus.listen(0, '127.0.0.1', ready));
    const { port } = bus.address() as AddressInfo;
    client = new EventBridgeClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    publish = riskEventPublisher(client, 'security');
  });
  beforeEach(() => {
    received = [];
    refuse = false;
  });
  afterAll(async () => {
    client.destroy();
    bus.closeAllConnections();
    await new Promise((closed) => bus.close(closed));
  });

  it('sends records to the bus', async () => {
    await publish([deletion]);
    expect(received).toHaveLength(1);
    const [entry] = received[0]!;
    expect(received[0]).toHaveLength(1);
    expect(entry).toMatchObject({
      EventBusName: 'security',
      Source: 'dynamodb-audit-trail',
      DetailType: 'Risky DynamoDB Event',
      Resources: deletion.resources,
    });
    expect(JSON.parse(entry!.Detail)).toEqual(deletion);
  });

  it('sends ten at a time', async () => {
    await publish(Array.from({ length: 23 }, () => deletion));
    expect(received.map((entries) => entries.length)).toEqual([10, 10, 3]);
  });

  it('fails when the bus refuses one, so that the file is tried again', async () => {
    refuse = true;
    await expect(publish([deletion])).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringContaining('too many'),
    });
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('out of time');
    await expect(publish([deletion], AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(received).toEqual([]);
  });
});
