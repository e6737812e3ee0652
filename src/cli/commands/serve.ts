import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditTrailError, toMessage } from '../../errors';
import type { AuditLog } from '../../query/audit-log';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

interface ServeOptions extends PlaceOptions {
  port: number;
  output: 'table' | 'json';
}

const EXAMPLES = [
  '--local ./audit',
  '--local ./audit --port 8080 --output json',
  '--stack Audit --profile security',
];

/** Loopback only, because the token is sent over plain HTTP. */
const ADDRESS = '127.0.0.1';

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

export const serveCommand = (io: Io): Command =>
  command('serve', 'Serve the HTTP API on this machine until interrupted', [addPlaceOptions], EXAMPLES)
    .addOption(
      new Option('--port <number>', 'Port on 127.0.0.1; 0 selects a free port')
        .argParser(parsePort)
        .default(0),
    )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: ServeOptions) =>
      withAudit(io, options, async ({ log }) => {
        const token = randomBytes(24).toString('base64url');
        const server = await listen(io, log, token, options.port);
        const url = `http://${ADDRESS}:${(server.address() as AddressInfo).port}`;
        await write(
          io.stdout,
          options.output === 'json'
            ? `${jsonLine({ url, token })}\n`
            : `Listening on ${url}\n  $ curl -H 'Authorization: Bearer ${token}' '${url}/events?limit=10'\n`,
        );
        if (!io.signal.aborted) await once(io.signal, 'abort');
        server.close();
      }),
    );

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is already in use',
  EACCES: 'permission denied',
};

async function listen(io: Io, log: AuditLog, token: string, port: number) {
  const { createHttpApi } = await import('../../http/api');
  const { createAdaptorServer } = await import('@hono/node-server');
  const app = createHttpApi(log, {
    guard: { token, allowedHosts: [ADDRESS, 'localhost'] },
    onError: (error) => note(io, `ddb-audit: ${toMessage(error)}`),
  });
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
  return server;
}
