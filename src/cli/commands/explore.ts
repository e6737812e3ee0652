import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { type ApiPlaceOptions, withApi } from '../explorer/open-api';
import { openBrowser } from '../explorer/open-browser';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { addPortOption, LOOPBACK_HOSTS, listenOnLoopback } from '../shell/loopback';
import { addPlaceOptions, outputOption, parseUrl } from '../shell/options';

interface ExploreOptions extends ApiPlaceOptions {
  port: number;
  open: boolean;
  output: 'table' | 'json';
}

const EXAMPLES = [
  '--local ./audit',
  '--local ./audit --port 8080 --no-open',
  '--stack Audit --profile security',
  '--api https://abc123.lambda-url.eu-west-1.on.aws --profile security',
];

export const exploreCommand = (io: Io): Command =>
  command(
    'explore',
    'Explore the audit in your browser, on a page that this machine serves until interrupted',
    [addPlaceOptions, addPortOption],
    EXAMPLES,
  )
    .addOption(
      new Option(
        '--api <url>',
        'URL of a deployed query API, to ask it instead of the tables; requests are signed with your credentials',
      ).argParser(parseUrl),
    )
    .option('--no-open', 'Print the address, and do not open it in a browser')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: ExploreOptions) => {
      const token = randomBytes(24).toString('base64url');
      return withApi(io, options, { token, allowedHosts: LOOPBACK_HOSTS }, async (explored) => {
        const [{ createExplorer }, { readPageFiles }] = await Promise.all([
          import('../../http/explorer'),
          import('../explorer/page-files'),
        ]);
        const files = await readPageFiles();
        const explorer = createExplorer({ ...explored, files, allowedHosts: LOOPBACK_HOSTS });
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
      });
    });
