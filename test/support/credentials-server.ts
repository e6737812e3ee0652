import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Ways in which a source of credentials misbehaves. */
export type CredentialsFault = 'hanging' | 'expired' | 'refused';

export interface CredentialsServer {
  /** Variables that make a function take its credentials from here, and from nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names the fault that a request meets, if any. */
  decide: (request: number) => CredentialsFault | undefined;
  /** How long credentials that work are valid, in milliseconds. The SDK renews them 5 minutes before their end. */
  validity: number;
  /** Number of requests so far. */
  requests: number;
  stop(): Promise<void>;
}

/** Access keys that a service behind a fault proxy can tell apart. */
export const EXPIRED_KEY = 'ASIAEXPIRED';
const VALID_KEY = 'ASIAVALID';

/** Starts a source of temporary credentials, as containers have one. */
export async function startCredentialsServer(): Promise<CredentialsServer> {
  const server = createServer((_, outgoing) => {
    const fault = credentials.decide(credentials.requests);
    credentials.requests += 1;
    if (fault === 'hanging') return;
    if (fault === 'refused') {
      outgoing.writeHead(403).end('{}');
      return;
    }
    const validity = fault === 'expired' ? -60_000 : credentials.validity;
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        AccessKeyId: fault === 'expired' ? EXPIRED_KEY : VALID_KEY,
        SecretAccessKey: 'secret',
        Token: 'token',
        Expiration: new Date(Date.now() + validity).toISOString(),
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const credentials: CredentialsServer = {
    environment: {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    },
    decide: () => undefined,
    validity: 3_600_000,
    requests: 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return credentials;
}
