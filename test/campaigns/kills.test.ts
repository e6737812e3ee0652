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
import { campaignSize, reportCampaign, SEED } from '../support/campaigns';
import { type FolderContent, readDataFolder, toIdentity } from '../support/data-folder';
import { SignedChain, savedKeys, signingKey, writeObjects } from '../support/digests';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

const KILLS = 200;
/** Kills that one data folder has to survive. */
const KILLS_OF_A_FOLDER = 20;
/** Hours of logs, ingested one after the other: each is a commit at least, and 17 small ones are merged. */
const PARTS = 24;
const FILES_OF_A_PART = 4;

/** Leaves the processor to the processes that are killed. */
const READER_PAUSE_MS = 500;

const random = randomFrom(SEED + 12).next;
/** The paths of the log files of each hour. */
const parts: string[][] = [];
const root = temporaryFolder();
const logs = join(root, 'logs');
const keys = join(root, 'keys.json');
const program = join(root, 'dist', 'ddb-audit.js');
let undisturbed: FolderContent;
/** How long commands take when nobody kills them. */
let ingestMs: number;
let verifyMs: number;

/** A copy of a bucket in which some events of a file are in the next one, too, as where two trails overlap. */
function writeLogs(): void {
  const key = signingKey();
  let before = [dataEvent()];
  const content = () => {
    const events = [...before, ...Array.from({ length: 8 }, () => dataEvent()), controlEvent()];
    before = events.slice(-4);
    return logFile(events, { gzip: false });
  };
  const chain = new SignedChain({ key, content, filesPerDigest: FILES_OF_A_PART }).addHours(PARTS);
  for (let part = 0; part < PARTS; part++) {
    const files = chain.logFiles.slice(part * FILES_OF_A_PART, (part + 1) * FILES_OF_A_PART);
    parts.push(files.map((file) => join(logs, file.key)));
  }
  mkdirSync(logs);
  writeObjects(logs, chain.objects);
  writeFileSync(keys, savedKeys(key));
}

const start = (...words: string[]): ChildProcess =>
  spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A killed process leaves its temporary files, which are removed with this folder.
    env: { ...process.env, TMPDIR: root },
  });

const startIngest = (part: number, folder: string): ChildProcess =>
  start('ingest', ...parts[part]!, '--local', folder, '--jobs', String(1 + (part % 2)));

const startVerify = (folder: string): ChildProcess =>
  start('verify', logs, '--local', folder, '--public-keys', keys, '--output', 'json');

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
async function killLater(child: ChildProcess, milliseconds: number): Promise<boolean> {
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

const withoutTimes = ({ rows, files, coverage }: FolderContent) => ({
  ids: rows.map(toIdentity),
  originals: rows.map(({ original }) => original),
  files: files.map(({ finishedAt: _, ...file }) => file),
  days: coverage?.days.map(({ assessedAt: _, ...day }) => day),
  named: coverage?.named,
});

beforeAll(async () => {
  writeLogs();
  await buildCommandLine(join(root, 'dist'));
  // The bundle leaves DuckDB to the packages that are installed beside it.
  symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'), 'junction');
  const folder = join(root, 'undisturbed');
  const measure = async (child: ChildProcess) => {
    const before = performance.now();
    await expectSuccess(child);
    return performance.now() - before;
  };
  ingestMs = await measure(startIngest(0, folder));
  await ingestAll(folder);
  verifyMs = await measure(startVerify(folder));
  undisturbed = await readDataFolder(folder);
}, timeoutFor(30));

test(
  `a data folder and its coverage are whole after ${campaignSize(KILLS)} kills of processes that write to it, beside readers`,
  async () => {
    let kills = 0;
    let answers = 0;
    let verifications = 0;
    while (kills < campaignSize(KILLS)) {
      const folder = join(root, `killed-${kills}`);
      await expectSuccess(startIngest(0, folder));
      let isStopped = false;
      const reading = readUntil(() => isStopped, folder);
      const end = Math.min(kills + KILLS_OF_A_FOLDER, campaignSize(KILLS));
      for (let part = 1; kills < end; part = (part % (PARTS - 1)) + 1) {
        // Two ingests at once, of which one may be merging what the other adds to, and a verification.
        const [verification, ...ingests] = await Promise.all([
          killLater(startVerify(folder), verifyMs),
          ...[part, part + 1].map((one) => killLater(startIngest(one % PARTS, folder), ingestMs)),
        ]);
        verifications += Number(verification);
        kills += [verification, ...ingests].filter(Boolean).length;
      }
      isStopped = true;
      answers += await reading;
      await ingestAll(folder);
      await expectSuccess(startVerify(folder));
      expect(withoutTimes(await readDataFolder(folder))).toEqual(withoutTimes(undisturbed));
      await expect(findDamage(new CommitLog(folder))).resolves.toEqual([]);
    }
    reportCampaign(
      `${kills} kills, ${verifications} of them of verify, ${answers} searches meanwhile: equal to an undisturbed run`,
    );
  },
  timeoutFor(campaignSize(KILLS) * 2),
);
