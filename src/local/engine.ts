import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from './engine-database';
import { LEASE_PATH, type PublishedEngine } from './published-engine';

/** How long a new engine waits for its first client. The process that started it may have died. */
const FIRST_LEASE_MILLISECONDS = 30_000;

/** Longer than a client pauses between two requests on one connection. */
const KEEP_ALIVE_MILLISECONDS = 120_000;

export interface Engine extends PublishedEngine {
  /** Resolves when the last client has disconnected. */
  readonly deserted: Promise<void>;
  /** Stops the server and releases the folder. */
  close(): Promise<void>;
}

/**
 * Opens the database of a data folder and serves it on a free port of 127.0.0.1.
 *
 * dynalite does not check credentials and allows every web page (`Access-Control-Allow-Origin: *`). So
 * every request must send the secret as its access key ID, and requests from a browser are refused.
 * @throws FolderLocked when another process owns the folder.
 */
export async function startEngine(folder: string): Promise<Engine> {
  const server = await openDatabase(join(folder, 'db'));
  const secret = `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`;
  const leases = new Leases();

  const answer = server.listeners('request')[0] as RequestListener;
  server.removeListener('request', answer);
  server.on('request', (request, response) => {
    if (!isAllowed(request, secret)) {
      response.writeHead(403).end();
    } else if (request.url === LEASE_PATH) {
      leases.grant(response);
    } else {
      answer(request, response);
      // dynalite rethrows request errors, so one killed client would end the engine for all others.
      request.removeAllListeners('error').on('error', () => {});
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret,
    pid: process.pid,
    deserted: leases.gone,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

class Leases {
  private readonly open = new Set<ServerResponse>();
  private isOver = false;
  private desert: () => void = () => {};
  readonly gone = new Promise<void>((resolve) => {
    this.desert = () => {
      this.isOver = true;
      resolve();
    };
  });
  private readonly firstLease = setTimeout(() => this.desert(), FIRST_LEASE_MILLISECONDS);

  grant(response: ServerResponse): void {
    clearTimeout(this.firstLease);
    // An engine that is about to exit accepts no clients. They start the next engine.
    if (this.isOver) return void response.writeHead(503).end();
    this.open.add(response);
    response.on('close', () => {
      this.open.delete(response);
      if (this.open.size === 0) this.desert();
    });
    response.writeHead(200).flushHeaders();
  }
}

function isAllowed(request: IncomingMessage, secret: string): boolean {
  if (request.headers.origin !== undefined) return false;
  const named = /(?:Bearer |Credential=)(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return named.length === secret.length && timingSafeEqual(Buffer.from(named), Buffer.from(secret));
}
