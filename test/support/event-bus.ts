import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What PutEvents takes, as far as the tests look at it. */
export interface BusEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Detail: string;
}

export interface EventBus {
  readonly endpoint: string;
  /** The entries of each call. */
  readonly received: BusEntry[][];
  /** Refuse the first entry of each call. */
  refuse: boolean;
  stop(): Promise<void>;
}

/** Starts an EventBridge that knows PutEvents. */
export async function startEventBus(): Promise<EventBus> {
  const received: BusEntry[][] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: BusEntry[] };
    received.push(Entries);
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'too many' };
    const answer = {
      FailedEntryCount: bus.refuse ? 1 : 0,
      Entries: Entries.map((_, index) =>
        bus.refuse && index === 0 ? refused : { EventId: `event-${index}` },
      ),
    };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const bus: EventBus = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    refuse: false,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return bus;
}
