import { rmSync } from 'node:fs';
import { AuditTrailError } from '../../src/errors';
import type { AuditQuery } from '../../src/query/query';
import { printProgress } from './command';
import type { Goal } from './goals';
import { auditFolder, COMMAND_LINE, ingest } from './local-ingest';
import { median, percentile } from './statistics';
import { TRAILS, trailFolder } from './trails';
import { measureProcess, type ProcessUsage } from './whole-process';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/app-table';
const ROLE = 'arn:aws:iam::111122223333:role/service-role';
/** First pages as people ask them, several values each. */
const QUESTIONS: Readonly<Record<string, readonly AuditQuery[]>> = {
  table: [{ resource: [`${TABLE}-0`] }, { resource: [`${TABLE}-7`] }],
  principal: [{ principal: [`${ROLE}/orders-service-0`] }, { principal: [`${ROLE}/web-service-4`] }],
  'access key': [{ accessKey: ['ASIAORDERSSERVICE0Z0'] }, { accessKey: ['ASIANOWHERE00000000'] }],
  address: [{ sourceIp: ['10.0.17.23'] }, { sourceIp: ['10.3.200.9'] }],
  error: [{ error: ['AccessDenied'] }, { error: ['ConditionalCheckFailedException'] }],
  risk: [{ risk: 'medium' }],
  time: [{ since: '2026-03-20T00:00:00Z', until: '2026-03-20T01:00:00Z' }, {}],
};

const toWords = (query: AuditQuery): string[] =>
  Object.entries(query).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(Array.isArray(value) ? value[0] : value),
  ]);

async function measureProcesses(runs: number) {
  const usages: ProcessUsage[] = [];
  for (let run = 0; run < runs; run++) {
    for (const query of Object.values(QUESTIONS).flat()) {
      const words = [
        'search',
        '--local',
        auditFolder('C'),
        '--limit',
        '50',
        '--output',
        'ndjson',
        ...toWords(query),
      ];
      usages.push(await measureProcess(COMMAND_LINE, words));
    }
  }
  const cpu = usages.map(({ cpuMs }) => cpuMs);
  return {
    p50: percentile(cpu, 0.5),
    p95: percentile(cpu, 0.95),
    peakRssMB: Math.max(...usages.map(({ peakRssMB }) => peakRssMB)),
  };
}

/** A value that occurs nowhere is an answer, too. */
function acceptNothing(error: unknown): void {
  if (!(error instanceof AuditTrailError) || error.code !== 'NotFound') throw error;
}

/** Runs a question in this process and returns its CPU in milliseconds. */
async function measureCpu(task: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measureOpen(runs: number) {
  const { openLocalAudit } = await import('../../src/local/open-local-audit');
  const { log, close } = await openLocalAudit(auditFolder('C'));
  const rows: Record<string, number> = {};
  for (const [name, queries] of Object.entries(QUESTIONS)) {
    const cpu: number[] = [];
    for (let run = 0; run <= runs; run++) {
      for (const query of queries) {
        const used = await measureCpu(() => log.page(query, { limit: 50 }).catch(acceptNothing));
        if (run > 0) cpu.push(used);
      }
    }
    rows[name] = median(cpu);
  }
  rows.summary = median([
    await measureCpu(() => log.summary({}, { by: 'action' })),
    await measureCpu(() => log.summary({}, { by: 'principal' })),
    await measureCpu(() => log.summary({}, { by: 'resource' })),
  ]);
  await close();
  return rows;
}

/** Asks a million events, and prints what that took. */
export async function measureAsking(runs: number, isQuick: boolean) {
  rmSync(auditFolder('C'), { recursive: true, force: true });
  printProgress('local', `ingesting C, ${TRAILS.C.files} files`);
  await ingest(2)(trailFolder('C', isQuick), auditFolder('C'));
  const whole = await measureProcesses(runs);
  const open = await measureOpen(runs);
  console.log('\n  first pages of 50 and summaries in an open process, CPU ms');
  for (const [name, cpuMs] of Object.entries(open)) {
    console.log(`  ${name.padEnd(31)}${cpuMs.toFixed(0).padStart(11)}`);
  }
  const { summary = Number.NaN, ...pages } = open;
  const inOpen = Object.values(pages);
  const goals: Goal[] = [
    { goal: 'first page, whole process: CPU ms p50', value: whole.p50, is: 'most', limit: 500 },
    { goal: 'first page, whole process: CPU ms p95', value: whole.p95, is: 'most', limit: 700 },
    { goal: 'first page, whole process: peak MB', value: whole.peakRssMB, is: 'most', limit: 400 },
    { goal: 'first page, open process: CPU ms p50', value: median(inOpen), is: 'most', limit: 60 },
    { goal: 'first page, open process: CPU ms, slowest', value: Math.max(...inOpen), is: 'most', limit: 150 },
    { goal: 'summary: CPU ms', value: summary, is: 'most', limit: 1_000 },
  ];
  return { results: { whole, open }, goals };
}
