import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { randomFrom } from '../../bench/support/random';
import { buildCommandLine } from '../../scripts/build-command-line';
import { CommitLog } from '../../src/local/folder/commit-log';
import { findDamage } from '../../src/local/folder/find-damage';
import { campaignSize, reportCampaign } from '../support/campaigns';
import { type FolderContent, readDataFolder, toIdentity } from '../support/data-folder';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

const KILLS = 200;
/** Kills that one data folder has to survive. */
const KILLS_OF_A_FOLDER = 20;
/** Folders of logs, ingested one after the other: each is a commit at least, and 17 small ones are merged. */
const PARTS = 24;
const FILES_OF_A_PART = 4;

/** Leaves the processor to the processes that are killed. */
const READER_PAUSE_MS = 500;

const random = randomFrom(12).next;
const root = temporaryFolder();
const logs = join(root, 'logs');
const program = join(root, 'dist', 'ddb-audit.js');
let undisturbed: FolderContent;
let milliseconds: number;

/** Logs in which every event of one part is in a file of the next one, too, as where two trails overlap. */
function writeLogs(): void {
  let before = [dataEvent()];
  for (let part = 0; part < PARTS; part++) {
    const folder = join(logs, String(part));
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < FILES_OF_A_PART; file++) {
      const events = [...before, ...Array.from({ length: 8 }, () => dataEvent()), controlEvent()];
      const name = `111122223333_CloudTrail_us-east-1_20260314T0915Z_${part}x${file}.json.gz`;
      writeFileSync(join(folder, name), logFile(events));
      before = events.slice(-4);
    }
  }
}

const start = (...words: string[]): ChildProcess =>
  spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });

const startIngest = (part: number, folder: string): ChildProcess =>
  start('ingest', join(logs, String(part)), '--local', folder, '--jobs', String(1 + (part % 2)));

const ingestAll = (folder: string): Promise<string> =>
  expectSuccess(start('ingest', logs, '--local', folder));

async function expectSuccess(child: ChildProcess): Promise<string> {
  const [out, error, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  if (code !== 0) throw new Error(`ended with ${code}: ${error}`);
  return out;
}

/** Kills a process after a random part of the time that it needs. Returns whether it was still running. */
async function killLater(child: ChildProcess): Promise<boolean> {
  child.stdout?.resume();
  child.stderr?.resume();
  const exited = once(child, 'exit');
  await Promise.race([setTimeout(random() * milliseconds), exited]);
  child.kill('SIGKILL');
  const [, signal] = await exited;
  return signal === 'SIGKILL';
}

/** Searches the folder again and again. Every answer is whole: no event twice, none lost, none made up. */
async function readUntil(stopped: () => boolean, folder: string): Promise<number> {
  const known = new Set(undisturbed.rows.map(({ eventId }) => eventId));
  let found = 0;
  let answers = 0;
  while (!stopped()) {
    const lines = await expectSuccess(
      start('search', '--local', folder, '--limit', 'all', '--output', 'ndjson'),
    );
    const ids = lines
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).eventId as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
    expect(ids.length).toBeGreaterThanOrEqual(found);
    found = ids.length;
    answers += 1;
    await setTimeout(READER_PAUSE_MS);
  }
  return answers;
}

const withoutTimes = ({ rows, files }: FolderContent) => ({
  ids: rows.map(toIdentity),
  originals: rows.map(({ original }) => original),
  files: files.map(({ finishedAt: _, ...file }) => file),
});

beforeAll(async () => {
  writeLogs();
  await buildCommandLine(join(root, 'dist'));
  // The bundle leaves DuckDB to the packages that are installed beside it.
  symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'), 'junction');
  const folder = join(root, 'undisturbed');
  const before = performance.now();
  await expectSuccess(startIngest(0, folder));
  milliseconds = performance.now() - before;
  await ingestAll(folder);
  undisturbed = await readDataFolder(folder);
}, timeoutFor(30));

test(
  `a data folder is whole after ${campaignSize(KILLS)} kills of processes that write to it, beside readers`,
  async () => {
    let kills = 0;
    let answers = 0;
    while (kills < campaignSize(KILLS)) {
      const folder = join(root, `killed-${kills}`);
      await expectSuccess(startIngest(0, folder));
      let isStopped = false;
      const reading = readUntil(() => isStopped, folder);
      const end = Math.min(kills + KILLS_OF_A_FOLDER, campaignSize(KILLS));
      for (let part = 1; kills < end; part = (part % (PARTS - 1)) + 1) {
        // Two at once, of which one may be merging what the other adds to.
        const killed = await Promise.all(
          [part, part + 1].map((one) => killLater(startIngest(one % PARTS, folder))),
        );
        kills += killed.filter(Boolean).length;
      }
      isStopped = true;
      answers += await reading;
      await ingestAll(folder);
      expect(withoutTimes(await readDataFolder(folder))).toEqual(withoutTimes(undisturbed));
      await expect(findDamage(new CommitLog(folder))).resolves.toEqual([]);
    }
    reportCampaign(`${kills} kills, ${answers} searches meanwhile: equal to an undisturbed run`);
  },
  timeoutFor(campaignSize(KILLS) * 2),
);
