import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Hono } from 'hono';
import { AuditTrailError, toMessage } from '../../errors';

/** Loopback only, because tokens are sent over plain HTTP. */
const ADDRESS = '127.0.0.1';

/** Names in the Host header of requests to this machine. */
export const LOOPBACK_HOSTS: readonly string[] = [ADDRESS, 'localhost'];

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

/** Adds the option that chooses where to listen. */
export const addPortOption = (command: Command): Command =>
  command.addOption(
    new Option('--port <number>', 'Port on 127.0.0.1; 0 selects a free port').argParser(parsePort).default(0),
  );

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is already in use',
  EACCES: 'permission denied',
};

/** An HTTP service on this machine. */
export interface LoopbackService {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops listening, and ends connections that browsers keep open. */
  close(): void;
}

/**
 * Serves an app on the loopback address.
 * @throws AuditTrailError `InvalidArgument` if the port cannot be used
 */
export async function listenOnLoopback(app: Pick<Hono, 'fetch'>, port: number): Promise<LoopbackService> {
  const { createAdaptorServer } = await import('@hono/node-server');
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, ADDRESS);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = LISTEN_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? toMessage(error);
    throw new AuditTrailError(
      'InvalidArgument',
      `Cannot listen on port ${port}: ${reason}. Choose another port with --port.`,
      { cause: error },
    );
  }
  return {
    url: `http://${ADDRESS}:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  };
}
