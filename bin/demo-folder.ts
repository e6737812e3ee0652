/** The data folder of `npm start` and `npm run demo`: log files with a story, ingested and verified. */
import { join, relative } from 'node:path';

export const SAMPLES = join(__dirname, '..', 'samples');
export const DATA = join('.ddb-audit', 'demo');

/** A command line that makes the folder. */
interface Step {
  readonly title: string;
  readonly words: readonly string[];
  /** The exit code that the log files give. */
  readonly exitCode: number;
}

/**
 * The steps in their order.
 * @param trail folder with a copy of a trail's bucket, and its public keys
 */
export function toSteps(trail: string): readonly Step[] {
  const folder = relative(process.cwd(), trail);
  return [
    {
      title: 'Ingest the log files into a data folder, which needs no AWS account:',
      words: ['ingest', folder, '--local', DATA],
      exitCode: 0,
    },
    {
      title:
        'Verify the digests. In this trail a log file was altered, a digest was deleted, a log file has no digest, and\n' +
        'the trail was stopped for two hours, so that you can see how this is reported:',
      words: ['verify', folder, '--public-keys', join(folder, 'public-keys.json'), '--local', DATA],
      exitCode: 1,
    },
  ];
}

export const toCommand = (words: readonly string[]) => `$ npm run -s ddb-audit -- ${words.join(' ')}`;
