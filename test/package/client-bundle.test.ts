import { basename } from 'node:path';
import { buildClient } from '../../scripts/build-client';
import { temporaryFolder } from '../support/temporary-folder';

describe('the bundle', () => {
  const outdir = temporaryFolder();
  let parts: Map<string, { sources: string[]; packages: string[] }>;
  beforeAll(async () => {
    const { required } = await buildClient(outdir);
    parts = new Map(
      Object.entries(required.metafile.outputs).map(([path, { inputs, imports }]) => {
        const packages = imports.map((one) => one.path).filter((one) => !one.startsWith('node:'));
        return [basename(path), { sources: Object.keys(inputs), packages: [...new Set(packages)].sort() }];
      }),
    );
  });

  it('of the client has nothing of CDK, of deploying, of ingesting or of data folders in it', () => {
    const { sources = [], packages } = parts.get('client.js') ?? {};
    expect(sources).toContain('src/client.ts');
    expect(
      sources.filter(
        (path) =>
          !/^src\/(activity|client|query|store|audit|rules|aws|native|errors|assure\/coverage|assure\/covered-time|assure\/in-order|assure\/lifecycle\/format-lifecycle|trail|originals|settings\/deployment-names|describe-issue|near-names|time)/.test(
            path,
          ),
      ),
    ).toEqual([]);
    expect(packages).toEqual([
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-s3',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@smithy/core/endpoints',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      'zod',
    ]);
  });

  it('of data folders leaves DuckDB to the package that is installed', () => {
    expect(parts.get('data-folder.js')?.packages).toContain('@duckdb/node-api');
  });
});
