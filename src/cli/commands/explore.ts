import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { toMessage } from '../../errors';
import { openBrowser } from '../explorer/open-browser';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPortOption, LOOPBACK_HOSTS, listenOnLoopback } from '../shell/loopback';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

interface ExploreOptions extends PlaceOptions {
  port: number;
  open: boolean;
  output: 'table' | 'json';
}

const EXAMPLES = [
  '--local ./audit',
  '--local ./audit --port 8080 --no-open',
  '--stack Audit --profile security',
];

/** Time range of the first view of a deployed audit. A data folder is shown as a whole. */
const DEPLOYED_SINCE = '1d';

export const exploreCommand = (io: Io): Command =>
  command(
    'explore',
    'Explore the audit in your browser, on a page that this machine serves until interrupted',
    [addPlaceOptions, addPortOption],
    EXAMPLES,
  )
    .option('--no-open', 'Print the address, and do not open it in a browser')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: ExploreOptions) =>
      withAudit(io, options, async ({ log }) => {
        const [{ createHttpApi }, { createExplorer }, { readPageFiles }] = await Promise.all([
          import('../../http/api'),
          import('../../http/explorer'),
          import('../explorer/page-files'),
        ]);
        const token = randomBytes(24).toString('base64url');
        const explorer = createExplorer({
          api: createHttpApi(log, {
            guard: { token, allowedHosts: LOOPBACK_HOSTS },
            onError: (error) => note(io, `ddb-audit: ${toMessage(error)}`),
          }),
          files: await readPageFiles(),
          audit: describeAudit(options),
          since: options.local === undefined ? DEPLOYED_SINCE : undefined,
          allowedHosts: LOOPBACK_HOSTS,
        });
        const { url, close } = await listenOnLoopback(explorer, options.port);
        const address = `${url}/#token=${token}`;
        await write(
          io.stdout,
          options.output === 'json'
            ? `${jsonLine({ url, token })}\n`
            : `The explorer is at ${address}\nPress Ctrl-C to end it.\n`,
        );
        const browser = options.open ? openBrowser(address, io.env) : undefined;
        void browser?.failed.then((reason) =>
          note(io, `No browser could be opened: ${reason}. Open the address yourself.`),
        );
        if (!io.signal.aborted) await once(io.signal, 'abort');
        browser?.forget();
        close();
      }),
    );

const describeAudit = ({ local, stack, tableName }: PlaceOptions): string =>
  local === undefined ? (stack ?? tableName ?? 'Deployed audit') : basename(resolve(local));
