import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AuditTrailError } from '../../errors';
import { Calls } from './calls';
import type { CommitterCalls, WorkerCalls, WorkerData } from './ingest-worker';
import type { Lane, LaneContext } from './lane';

/** MiB for objects that were just made. V8 takes three times as much unless told, and is hardly faster. */
const YOUNG_MEMORY_MIB = 16;

/** The worker's code is next to this module: TypeScript in a checkout, bundled in the package. */
function startWorker(workerData: WorkerData): Worker {
  const options = {
    workerData,
    env: process.env,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEMORY_MIB },
  };
  if (extname(__filename) !== '.ts') return new Worker(join(__dirname, 'ingest-worker.js'), options);
  // Static imports only: `import()` of TypeScript would need tsx's loader for modules, too.
  const modules = [require.resolve('tsx/cjs'), join(__dirname, 'ingest-worker.ts')];
  const code = modules.map((path) => `require(${JSON.stringify(path)});`).join('\n');
  return new Worker(code, { ...options, eval: true });
}

/** Opens a lane in a thread of its own. */
export function openWorkerLane({ folder, s3, committer, signal, onBytes }: LaneContext): Lane {
  const worker = startWorker({ folder, s3 });
  const calls = new Calls<WorkerCalls>(worker, {
    reserve: (groups) => committer.reserve(groups),
    commit: (batch, results) => committer.commit(batch, results),
    noteBytes: async (bytes) => onBytes(bytes),
  } satisfies CommitterCalls);
  worker.on('error', (error) => calls.fail(error));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      const message = `A thread that reads log files ended with exit code ${code}.`;
      calls.fail(new AuditTrailError('ServiceFailed', message));
      resolve();
    });
  });
  const interrupt = () => void calls.call('interrupt').catch(() => {});
  signal.addEventListener('abort', interrupt);
  return {
    ingest: (files) => calls.call('ingest', files),
    finish: () => calls.call('finish'),
    close: async () => {
      signal.removeEventListener('abort', interrupt);
      await calls.call('close').catch(() => {});
      await exited;
    },
  };
}
