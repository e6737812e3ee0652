import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditTrailError, toMessage } from '../../errors';
import type { AuditLog } from '../../query/audit-log';
import { command } from '../command';
import { withAudit } from '../connect';
import { type Io, note, write } from '../io';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../options';
import { jsonLine, visible } from '../output/control-characters';

interface ServeOptions extends PlaceOptions {
  port: number;
  output: 'table' | 'json';
}

const EXAMPLES = [
  '--local ./audit',
  '--local ./audit --port 8080 --output json',
  '--table-name audit --ledger-table-name ledger --profile security',
];

/** Loopback only: the token goes over plain HTTP. */
const ADDRESS = '127.0.0.1';

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A number from 0 to 65535.');
  return port;
}

export const serveCommand = (io: Io): Command =>
  command('serve', 'answer over HTTP on this machine, until interrupted', [addPlaceOptions], EXAMPLES)
    .addOption(
      new Option('--port <number>', 'port on 127.0.0.1; 0: any free one').argParser(parsePort).default(0),
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
            : `Listening at ${url}\n  $ curl -H 'Authorization: Bearer ${token}' '${url}/events?limit=10'\n`,
        );
        if (!io.signal.aborted) await once(io.signal, 'abort');
        server.close();
      }),
    );

async function listen(io: Io, log: AuditLog, token: string, port: number) {
  const { createHttpApi } = require('../../http/api') as typeof import('../../http/api');
  const { createAdaptorServer } = require('@hono/node-server') as typeof import('@hono/node-server');
  const app = createHttpApi(log, {
    guard: { token, allowedHosts: [ADDRESS, 'localhost'] },
    onError: (error) => note(io, `ddb-audit: ${visible(toMessage(error))}`),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, ADDRESS);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new AuditTrailError('InvalidArgument', `Port ${port} cannot be listened at: ${toMessage(error)}`, {
      cause: error,
    });
  }
  return server;
}
