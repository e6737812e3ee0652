/** The data folder of `npm start` and `npm run demo`: what lies in samples/, ingested and verified. */
import { join, relative } from 'node:path';

export const SAMPLES = join(__dirname, '..', 'samples');
export const DATA = join('.ddb-audit', 'demo');

const samples = relative(process.cwd(), SAMPLES);

/** A command line that makes the folder. */
interface Step {
  readonly title: string;
  readonly words: readonly string[];
  /** The exit code that the samples give. */
  readonly exitCode: number;
}

/** In their order. */
export const STEPS: readonly Step[] = [
  {
    title: 'Ingest the log files into a data folder, which needs no AWS account:',
    words: ['ingest', samples, '--local', DATA],
    exitCode: 0,
  },
  {
    title:
      'Verify the digests. In the samples a log file was altered, a digest was deleted, a log file has no digest, and\n' +
      'the trail was stopped for two hours, so that you can see how this is reported:',
    words: ['verify', samples, '--public-keys', join(samples, 'public-keys.json'), '--local', DATA],
    exitCode: 1,
  },
];

export const toCommand = (words: readonly string[]) => `$ npm run -s ddb-audit -- ${words.join(' ')}`;
