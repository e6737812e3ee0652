/**
 * Who may import whom: the one place that says it. A test holds every import against this table, and
 * `npm run generate:architecture` writes it into docs/architecture.md.
 */
export interface Room {
  /** What belongs into the room, for docs/architecture.md. */
  readonly holds: string;
  /** Rooms, single files of rooms, or `*` for all. */
  readonly mayImport: readonly string[];
  /** Packages and modules of Node; `node:*` for all of Node's, `*` for all. */
  readonly packages: readonly string[];
}

const DYNAMODB = '@aws-sdk/client-dynamodb';

/**
 * By folder, with all that is below it unless that is a room of its own, or by file. A folder that is
 * new needs a row. Types count as imports.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  bin: {
    holds: 'what a person runs: the CDK app, the command line, the demo',
    mayImport: [
      'lib',
      'lambda',
      'src/cli',
      'src/errors.ts',
      'src/local',
      'src/settings',
      'src/store/ledger',
      'src/trail',
    ],
    packages: ['aws-cdk-lib', 'aws-lambda', 'node:*'],
  },
  lib: {
    holds: 'what is deployed: constructs, one capability a file',
    mayImport: ['src/errors.ts', 'src/settings', 'src/store/indexes.ts'],
    packages: ['aws-cdk-lib', 'constructs', 'node:child_process', 'node:fs', 'node:path'],
  },
  lambda: {
    holds: 'what AWS calls: handlers that read their environment, connect clients and answer',
    mayImport: [
      'src/audit',
      'src/errors.ts',
      'src/http',
      'src/ingest',
      'src/query/dynamodb',
      'src/settings',
      'src/store',
      'src/store/ledger',
      'src/store/write',
      'src/trail',
    ],
    packages: [
      '@aws-lambda-powertools/logger',
      DYNAMODB,
      '@aws-sdk/client-eventbridge',
      '@aws-sdk/client-s3',
      '@aws-sdk/credential-providers',
      'aws-lambda',
      'hono',
      'node:*',
    ],
  },
  'src/errors.ts': {
    holds: 'the error class and its codes',
    mayImport: [],
    packages: [],
  },
  'src/settings': {
    holds: 'what can be set, checked once; names of environment variables and metrics',
    mayImport: [
      'src/audit/find-operation.ts',
      'src/errors.ts',
      'src/rules/risk-rules.ts',
      'src/store/indexes.ts',
    ],
    packages: ['node:fs', 'node:path', 'zod'],
  },
  'src/aws': {
    holds: 'requests that are sent without the SDK, where that was measured to matter',
    mayImport: [],
    packages: [DYNAMODB, '@aws-sdk/client-s3', '@smithy/core', '@smithy/types', 'node:crypto', 'node:stream'],
  },
  'src/native': {
    holds: 'WebAssembly that accelerates what TypeScript decides, and its sources in `assembly/`',
    mayImport: ['src/errors.ts'],
    packages: [],
  },
  'src/trail': {
    holds: 'CloudTrail as delivered: notifications, object keys, log files',
    mayImport: ['src/aws', 'src/errors.ts', 'src/native'],
    packages: ['@aws-sdk/client-s3', 'node:crypto', 'node:zlib', 'zod'],
  },
  'src/trail/shapes': {
    holds: 'events in files of other shapes: lines, envelopes, logs, rows of queries',
    mayImport: ['src/audit', 'src/errors.ts', 'src/trail'],
    packages: ['node:crypto', 'node:util'],
  },
  'src/audit': {
    holds: 'what an event is: operation, resources, principal, outcome, identity',
    mayImport: ['src/native'],
    packages: ['node:crypto'],
  },
  'src/rules': {
    holds: 'what an event may mean: risk rules and their evaluation',
    mayImport: ['src/audit'],
    packages: ['node:net'],
  },
  'src/store': {
    holds: 'how records lie in DynamoDB: indexes, lanes, table definitions; waiting and giving up',
    mayImport: ['src/audit', 'src/aws', 'src/errors.ts'],
    packages: [DYNAMODB, 'node:crypto', 'node:timers'],
  },
  'src/store/items': {
    holds: 'a record as an item, and back',
    mayImport: ['src/audit', 'src/errors.ts', 'src/native', 'src/store'],
    packages: ['node:zlib'],
  },
  'src/store/write': {
    holds: 'the writer: batches, retries, throttling',
    mayImport: ['src/aws', 'src/errors.ts', 'src/store', 'src/store/items'],
    packages: [DYNAMODB],
  },
  'src/store/ledger': {
    holds: 'the ledger table: what became of each file, the directory of names, index coverage',
    mayImport: ['src/audit', 'src/errors.ts', 'src/store', 'src/store/items', 'src/store/write'],
    packages: [DYNAMODB, '@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb', 'zod'],
  },
  'src/ingest': {
    holds: 'the way from a file to the tables, and its counts',
    mayImport: [
      'src/audit',
      'src/errors.ts',
      'src/rules',
      'src/settings',
      'src/store',
      'src/store/items',
      'src/store/ledger',
      'src/store/write',
      'src/trail',
    ],
    packages: ['aws-lambda', 'node:*'],
  },
  'src/assure': {
    holds: 'proof: chains of digests, their signatures, and the log files that they name',
    mayImport: ['src/errors.ts', 'src/trail'],
    packages: ['node:crypto', 'zod'],
  },
  'src/query': {
    holds: 'asking any store: resolve names and times, pages, summaries, lists, explain',
    mayImport: [
      'src/audit',
      'src/errors.ts',
      'src/rules',
      'src/store',
      'src/store/items',
      'src/store/ledger',
    ],
    packages: ['node:crypto', 'node:net', 'zod'],
  },
  'src/query/dynamodb': {
    holds: 'the store in DynamoDB: plan, read, merge',
    mayImport: [
      'src/audit',
      'src/aws',
      'src/errors.ts',
      'src/query',
      'src/rules',
      'src/store',
      'src/store/items',
      'src/store/ledger',
    ],
    packages: [DYNAMODB, '@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb'],
  },
  'src/client.ts': {
    holds: 'the client that other services import',
    mayImport: [
      'src/audit',
      'src/errors.ts',
      'src/query',
      'src/query/dynamodb',
      'src/rules',
      'src/store/ledger',
    ],
    packages: [],
  },
  'src/http': {
    holds: 'the HTTP API: routes, parameters, problems, OpenAPI',
    mayImport: ['src/audit', 'src/errors.ts', 'src/query', 'src/store/ledger'],
    packages: ['hono', 'node:crypto', 'zod'],
  },
  'src/local': {
    holds: 'one machine: the embedded database, a stand-in for S3, reading a folder of log files',
    mayImport: [
      'src/assure',
      'src/errors.ts',
      'src/ingest',
      'src/settings',
      'src/store',
      'src/store/ledger',
      'src/store/write',
      'src/trail',
      'src/trail/shapes',
    ],
    packages: [DYNAMODB, 'dynalite', 'node:*', 'tsx', 'yauzl'],
  },
  'src/local/folder': {
    holds: 'the data folder: its commits, its files checked before use, the filters of rare tokens',
    mayImport: ['src/errors.ts'],
    packages: ['node:*', 'zod'],
  },
  'src/local/duckdb': {
    holds: 'DuckDB: opening it, text of SQL, rows as columns',
    mayImport: ['src/errors.ts'],
    packages: ['@duckdb/node-api'],
  },
  'src/local/segments': {
    holds: 'the Parquet files of a data folder: their columns, and how events become rows',
    mayImport: [
      'src/audit',
      'src/local/duckdb',
      'src/local/folder',
      'src/store',
      'src/store/items',
      'src/store/ledger',
    ],
    packages: ['@duckdb/node-api', 'node:crypto', 'node:fs', 'node:path'],
  },
  'src/local/sql': {
    holds: 'SQL over a data folder: its views, what a statement may do, and its result',
    mayImport: ['src/errors.ts', 'src/local/duckdb', 'src/local/folder', 'src/local/segments'],
    packages: ['@duckdb/node-api', 'node:fs', 'node:os', 'node:path', 'zod'],
  },
  'src/cli': {
    holds: 'the command line, one file a command',
    mayImport: [
      'package.json',
      'src/audit',
      'src/errors.ts',
      'src/http',
      'src/local',
      'src/local/sql',
      'src/query',
      'src/query/dynamodb',
      'src/rules',
      'src/settings',
      'src/store/ledger',
    ],
    packages: [
      DYNAMODB,
      '@hono/node-server',
      'cli-progress',
      'cli-table3',
      'commander',
      '@smithy/core',
      'node:*',
      'picocolors',
      'string-width',
      'tinyglobby',
    ],
  },
  scripts: {
    holds: 'what builds the package and generates files',
    mayImport: [
      'bench/support/deployment-cost.ts',
      'lib',
      'package.json',
      'src/audit',
      'src/local/segments',
      'src/local/sql',
      'src/rules',
      'src/settings',
      'src/store',
      'src/store/items',
      'test/architecture',
      'test/support',
    ],
    packages: ['assemblyscript', 'esbuild', 'node:*', 'zod'],
  },
  bench: {
    holds: 'what measures speed and cost, side by side with the alternatives',
    mayImport: [
      'lambda',
      'lib',
      'src/audit',
      'src/errors.ts',
      'src/ingest',
      'src/query',
      'src/query/dynamodb',
      'src/rules',
      'src/settings',
      'src/store',
      'src/store/items',
      'src/store/ledger',
      'src/store/write',
      'src/trail',
      'test/support',
    ],
    packages: ['*'],
  },
  examples: {
    holds: 'what users write: stacks, and questions by client and by HTTP',
    mayImport: ['lib'],
    packages: ['*'],
  },
  'test/architecture': {
    holds: 'this table, and how the tests and scripts read the source',
    mayImport: [],
    packages: ['@babel/parser', 'node:*', 'tinyglobby'],
  },
  'test/support': {
    holds: 'what tests, benches and samples share: made-up events, an embedded database',
    mayImport: [
      'cdk.json',
      'lib',
      'package.json',
      'src/assure',
      'src/audit',
      'src/cli',
      'src/local',
      'src/local/duckdb',
      'src/local/folder',
      'src/local/segments',
      'src/query',
      'src/query/dynamodb',
      'src/rules',
      'src/settings',
      'src/store',
      'src/store/items',
      'src/store/ledger',
      'src/store/write',
      'src/trail',
    ],
    packages: ['*'],
  },
  test: { holds: 'the tests, in the same tree', mayImport: ['*'], packages: ['*'] },
};
