import { ddbAudit, type Ran } from './command-line';

/** An explorer that runs in this process. */
export interface RunningExplorer {
  /** Address of the page, without its token. */
  readonly url: string;
  readonly token: string;
  /** Interrupts it, as Ctrl-C does. */
  stop(): Promise<Ran>;
}

/** Starts `ddb-audit explore` without a browser. Stop it after the tests. */
export async function startExplorer(...words: string[]): Promise<RunningExplorer> {
  const interruption = new AbortController();
  let ready: (line: string) => void = () => {};
  const line = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const ended = ddbAudit(['explore', '--no-open', '--output', 'json', ...words], {
    signal: interruption.signal,
    onOutput: ready,
  });
  const failed = ended.then(({ stderr }) => {
    throw new Error(`ddb-audit explore ended: ${stderr}`);
  });
  const { url, token } = JSON.parse(await Promise.race([line, failed])) as { url: string; token: string };
  failed.catch(() => {}); // It ends when it is stopped.
  return {
    url,
    token,
    stop: () => {
      interruption.abort();
      return ended;
    },
  };
}
