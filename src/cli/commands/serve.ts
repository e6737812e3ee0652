import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Command } from 'commander';
import { toMessage } from '../../errors';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPortOption, LOOPBACK_HOSTS, listenOnLoopback } from '../shell/loopback';
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

export const serveCommand = (io: Io): Command =>
  command(
    'serve',
    'Serve the HTTP API on this machine until interrupted',
    [addPlaceOptions, addPortOption],
    EXAMPLES,
  )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: ServeOptions) =>
      withAudit(io, options, async ({ log }) => {
        const { createHttpApi } = await import('../../http/api');
        const token = randomBytes(24).toString('base64url');
        const api = createHttpApi(log, {
          guard: { token, allowedHosts: LOOPBACK_HOSTS },
          onError: (error) => note(io, `ddb-audit: ${toMessage(error)}`),
        });
        const { url, close } = await listenOnLoopback(api, options.port);
        await write(
          io.stdout,
          options.output === 'json'
            ? `${jsonLine({ url, token })}\n`
            : `Listening on ${url}\n  $ curl -H 'Authorization: Bearer ${token}' '${url}/events?limit=10'\n`,
        );
        if (!io.signal.aborted) await once(io.signal, 'abort');
        close();
      }),
    );
