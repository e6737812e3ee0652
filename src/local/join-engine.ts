import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditTrailError } from '../errors';
import type { EngineStart } from './engine-process';
import { LEASE_PATH, type PublishedEngine, readPublishedEngine } from './published-engine';

/** How long to wait for an engine to respond before treating it as dead. */
const ANSWER_MILLISECONDS = 2_000;
/** How long to retry before giving up. */
const JOIN_MILLISECONDS = 30_000;
const RETRY_MILLISECONDS = 25;

/** The engine's entry point is next to this module: TypeScript in a checkout, bundled in the package. */
const ENGINE_COMMAND =
  extname(__filename) === '.ts'
    ? ['--require', require.resolve('tsx/cjs'), join(__dirname, 'engine-process.ts')]
    : [join(__dirname, 'engine-process.js')];

/** A running engine that does not exit before the lease is released. */
export interface EngineLease extends PublishedEngine {
  release(): void;
}

/**
 * Joins the engine that owns a data folder, or starts one. If several processes start an engine at the
 * same time, the one that gets the lock of the database wins and the others join it.
 * @throws AuditTrailError `ServiceFailed` when the engine cannot start or does not answer.
 */
export async function joinEngine(folder: string): Promise<EngineLease> {
  const giveUpAt = Date.now() + JOIN_MILLISECONDS;
  while (Date.now() < giveUpAt) {
    const published = readPublishedEngine(folder);
    const lease = published && (await takeLease(published));
    if (lease) return lease;
    const start = await startProcess(folder);
    if (start.state === 'failed') {
      throw new AuditTrailError('ServiceFailed', `Cannot open ${folder}: ${start.reason}`);
    }
    if (start.state === 'locked') await sleep(RETRY_MILLISECONDS);
  }
  throw new AuditTrailError(
    'ServiceFailed',
    `Cannot open ${folder}: another process has locked it and does not respond. End that process and try again.`,
  );
}

/** Resolves to `undefined` if nothing responds, or if the response is not from this engine. */
function takeLease(engine: PublishedEngine): Promise<EngineLease | undefined> {
  return new Promise((resolve) => {
    const request = get(engine.endpoint + LEASE_PATH, {
      agent: false,
      headers: { authorization: `Bearer ${engine.secret}` },
    });
    const silence = setTimeout(() => request.destroy(), ANSWER_MILLISECONDS);
    request.on('close', () => resolve(undefined));
    request.on('error', () => resolve(undefined));
    request.on('response', (response) => {
      clearTimeout(silence);
      // The lease must not keep the process alive.
      response.socket.unref();
      response.on('error', () => {}).resume();
      if (response.statusCode !== 200) request.destroy();
      else resolve({ ...engine, release: () => request.destroy() });
    });
  });
}

/** Starts an engine process and waits for its result. */
async function startProcess(folder: string): Promise<EngineStart> {
  const child = spawn(process.execPath, [...ENGINE_COMMAND, folder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.unref();
  return new Promise((resolve) => {
    const failed = (reason: string) => resolve({ state: 'failed', reason });
    child.on('error', (error) => failed(error.message));
    child.on('close', (code, signal) =>
      failed(`the database process ended with ${signal ?? `exit code ${code}`}`),
    );
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve(JSON.parse(line) as EngineStart);
      child.stdout.destroy();
    });
  });
}
