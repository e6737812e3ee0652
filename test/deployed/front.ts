import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way from a function to a service. */
export interface PassedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the service does instead of its work: never answer, or answer with an error. */
export type Fault = 'no answer' | { readonly status: number; readonly body: string };

/** Stands between one function and one service: sees every request, and can be told to break some. */
export interface Front {
  readonly endpoint: string;
  readonly passed: readonly PassedRequest[];
  /** Breaks the requests for which this gives a fault. */
  chooseFault: (request: PassedRequest) => Fault | undefined;
  stop(): Promise<void>;
}

const noFault = () => undefined;

/** @param rewrite what the service is asked instead of the URL that came */
export async function startFront(target: string, rewrite = (url: string) => url): Promise<Front> {
  const passed: PassedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = incoming;
    const request: PassedRequest = { method, url, headers, body: Buffer.concat(chunks) };
    passed.push(request);
    const fault = front.chooseFault(request);
    if (fault === 'no answer') return;
    if (fault) {
      outgoing.writeHead(fault.status).end(fault.body);
      return;
    }
    const forwarded = send(new URL(rewrite(url), target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', (error) => outgoing.destroy(error));
    forwarded.end(request.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front: Front = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    chooseFault: noFault,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return front;
}
