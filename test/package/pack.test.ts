import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import manifest from '../../package.json';
import { dataEvent, logFile } from '../support/events';
import {
  installPackage,
  type PackedPackage,
  packCleanCheckout,
  typeCheck,
} from '../support/installed-package';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

// A full build, and in CI an install from the registry.
jest.setTimeout(timeoutFor(30));

const folder = temporaryFolder();
let packed: PackedPackage;
/** A project with the package alone, one with the CDK as well, and one with DuckDB. */
let service: string;
let cdkApp: string;
let workstation: string;

beforeAll(() => {
  packed = packCleanCheckout(join(folder, 'checkout'));
  service = installPackage(packed, join(folder, 'service'));
  cdkApp = installPackage(packed, join(folder, 'cdk-app'), Object.keys(manifest.peerDependencies));
  workstation = installPackage(packed, join(folder, 'workstation'), ['@duckdb/node-api']);
});

const CLIENT_PROGRAM = `
  import { createAuditLog, type AuditQuery } from 'dynamodb-audit-trail/client';
  const query: AuditQuery = { table: ['Music'], plane: ['control'] };
  // @ts-expect-error
  export const wrong: AuditQuery = { table: ['Music'], plane: ['controll'] };
  export const first = async (log: ReturnType<typeof createAuditLog>): Promise<string | undefined> =>
    (await log.page(query)).records[0]?.eventName;`;

const CDK_PROGRAM = `
  import { App, Stack } from 'aws-cdk-lib';
  import { DynamoDbAuditTrail } from 'dynamodb-audit-trail';
  new DynamoDbAuditTrail(new Stack(new App(), 'Mine'), 'Audit', { retentionDays: 365 });
  // @ts-expect-error
  new DynamoDbAuditTrail(new Stack(new App(), 'Other'), 'Audit', { retentionDayz: 365 });`;

/** Every string in a value of package.json. */
const leaves = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(leaves);

/** Name of the package that an import names: `@smithy/core` of `@smithy/core/retry`. */
const packageName = (path: string): string => path.split('/', path.startsWith('@') ? 2 : 1).join('/');

function runNode(project: string, file: string, text: string): string {
  writeFileSync(join(project, file), text);
  // Validation of templates takes ten times as long as the synth; the tests of lib/ do it.
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  return execFileSync(process.execPath, [file], {
    cwd: project,
    encoding: 'utf8',
    stdio: 'pipe',
    env,
  }).trim();
}

describe('a package that is packed from a clean checkout', () => {
  it('has every file that its package.json names', () => {
    const { main, types, typesVersions, exports, bin } = manifest;
    const named = leaves([main, types, typesVersions, exports, bin]).map((path) => path.replace('./', ''));
    expect(named.filter((path) => !packed.files.includes(path))).toEqual([]);
  });

  it('has its documents, and neither sources nor tests', () => {
    const tops = new Set(packed.files.map((path) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'package.json',
    ]);
  });

  it('declares every package that its code and its types import', async () => {
    const { metafile } = await build({
      entryPoints: packed.files.filter((path) => /\.m?js$/.test(path)),
      absWorkingDir: packed.checkout,
      outdir: 'unused',
      entryNames: '[dir]/[name]-[hash]',
      write: false,
      bundle: true,
      packages: 'external',
      platform: 'node',
      metafile: true,
      logLevel: 'error',
    });
    const code = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ kind }) => kind !== 'require-resolve') // Looks for an optional package without loading it.
      .map(({ path }) => path);
    const types = packed.files
      .filter((path) => path.endsWith('.d.ts'))
      .map((path) => readFileSync(join(packed.checkout, path), 'utf8'))
      .flatMap((text) =>
        [...text.matchAll(/(?:from |import\()['"]([^'".][^'"]*)['"]/g)].map(([, path]) => path!),
      );
    expect(types).toContain('zod');
    const imported = new Set([...code, ...types].filter((path) => !isBuiltin(path)).map(packageName));
    // Only a checkout builds the page of the explorer: the package contains it.
    imported.delete('esbuild');
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect([...imported].filter((name) => !(name in declared))).toEqual([]);
  });
});

describe('a service that has the package installed', () => {
  it('can require the client', () => {
    const text = `console.log(Object.keys(require('dynamodb-audit-trail/client')).sort().join())`;
    expect(runNode(service, 'service.cjs', text)).toBe('AuditTrailError,createAuditLog,createLogFileReader');
  });

  it('can require and import what opens data folders', () => {
    const print = `console.log(typeof openLocalAudit)`;
    const required = `const { openLocalAudit } = require('dynamodb-audit-trail/data-folder'); ${print}`;
    const imported = `import { openLocalAudit } from 'dynamodb-audit-trail/data-folder'; ${print}`;
    expect(runNode(service, 'folder.cjs', required)).toBe('function');
    expect(runNode(service, 'folder.mjs', imported)).toBe('function');
  });

  it('can import the client', () => {
    const text = `import { createAuditLog } from 'dynamodb-audit-trail/client'; console.log(typeof createAuditLog)`;
    expect(runNode(service, 'service.mjs', text)).toBe('function');
  });

  it('bundles nothing of a client that it does not use', async () => {
    const entry = join(service, 'unused.mjs');
    writeFileSync(
      entry,
      `import { createAuditLog } from 'dynamodb-audit-trail/client'; console.log('ready')`,
    );
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      write: false,
    });
    expect(outputFiles[0]!.text.trim()).toBe('console.log("ready");');
  });

  it('sees the types of the client from ES modules and from CommonJS', () => {
    typeCheck(service, '--module nodenext', { 'client.mts': CLIENT_PROGRAM, 'client.cts': CLIENT_PROGRAM });
  });

  it('sees the types of the client by bundler resolution', () => {
    typeCheck(service, '--module preserve', { 'client.ts': CLIENT_PROGRAM });
  });
});

describe('a CDK app that has the package installed', () => {
  it.each([
    [
      'requires',
      'app.cjs',
      'const { App, Stack } = require("aws-cdk-lib"); const { DynamoDbAuditTrail } = require("dynamodb-audit-trail");',
    ],
    [
      'imports',
      'app.mjs',
      'import { App, Stack } from "aws-cdk-lib"; import { DynamoDbAuditTrail } from "dynamodb-audit-trail";',
    ],
  ])('%s the construct and synthesizes it with the functions as they were built', (_, file, imports) => {
    const text = `${imports}
      const app = new App({ outdir: 'out-${file}' });
      new DynamoDbAuditTrail(new Stack(app, 'Mine'), 'Audit');
      app.synth();`;
    runNode(cdkApp, file, text);

    const out = join(cdkApp, `out-${file}`);
    const { files } = JSON.parse(readFileSync(join(out, 'Mine.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string; packaging: string } }>;
    };
    const deployed = Object.values(files)
      .filter(({ source }) => source.packaging === 'zip')
      .map(({ source }) => readFileSync(join(out, source.path, 'index.js'), 'utf8'));
    const functions = join(cdkApp, 'node_modules/dynamodb-audit-trail/dist/functions');
    const built = readdirSync(functions).map((entry) =>
      readFileSync(join(functions, entry, 'index.js'), 'utf8'),
    );
    expect(deployed.sort()).toEqual(built.sort());
  });

  it('sees the types of the construct from ES modules and from CommonJS', () => {
    typeCheck(cdkApp, '--module nodenext', { 'stack.mts': CDK_PROGRAM, 'stack.cts': CDK_PROGRAM });
  });

  it('sees the types of the construct by bundler resolution', () => {
    typeCheck(cdkApp, '--module preserve', { 'stack.ts': CDK_PROGRAM });
  });

  it('sees the types of the construct and of the client by node10 resolution', () => {
    const flags = '--module commonjs --moduleResolution node10';
    // The compiler that knows node10 needs 6 s for the types of the CDK, which are not what is tested.
    const cdk = `declare module 'aws-cdk-lib'; declare module 'aws-cdk-lib/*'; declare module 'constructs';`;
    const programs = { 'stack.ts': CDK_PROGRAM, 'client.ts': CLIENT_PROGRAM, 'cdk.d.ts': cdk };
    typeCheck(service, flags, programs, 'node10');
  });
});

describe('the installed command', () => {
  const toEnvironment = (project: string) => ({
    PATH: `${join(project, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  });
  const ddbAudit = (project: string, ...words: string[]) =>
    execFileSync('ddb-audit', words, {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
      env: toEnvironment(project),
    });
  const file = join(folder, 'log.json.gz');
  const event = dataEvent();
  beforeAll(() => writeFileSync(file, logFile([event])));

  it('prints its help', () => {
    expect(ddbAudit(service, '--help')).toMatch(/^Usage: ddb-audit /);
  });

  it.each(['1', '2'])('ingests log files in %s threads, and answers', (jobs) => {
    const data = join(folder, `data-${jobs}`);
    ddbAudit(workstation, 'ingest', file, '--local', data, '--jobs', jobs);
    const record = JSON.parse(ddbAudit(workstation, 'search', '--local', data));
    expect(record.eventId).toBe(event.eventID);
  });

  it('serves the page of the explorer, which the package contains', async () => {
    const data = join(folder, 'data-explored');
    ddbAudit(workstation, 'ingest', file, '--local', data);
    const words = ['explore', '--local', data, '--no-open', '--output', 'json'];
    const explorer = spawn('ddb-audit', words, { cwd: workstation, env: toEnvironment(workstation) });
    try {
      const [line] = (await once(explorer.stdout, 'data')) as [Buffer];
      const { url } = JSON.parse(line.toString()) as { url: string };
      const script = await fetch(`${url}/explorer.js`);
      expect([script.status, (await script.text()).length]).toEqual([200, expect.any(Number)]);
    } finally {
      explorer.kill('SIGINT');
    }
    expect((await once(explorer, 'exit'))[0]).toBe(130);
  });

  it('says how to install DuckDB where a data folder needs it', () => {
    const data = join(folder, 'data-0');
    expect(() => ddbAudit(service, 'ingest', file, '--local', data)).toThrow(
      /cannot be loaded \(.*@duckdb\/node-api.*\)\. Install it with: npm install @duckdb\/node-api/,
    );
  });
});
