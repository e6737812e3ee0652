import { buildClient } from '../../scripts/build-client';
import { temporaryFolder } from '../support/temporary-folder';

describe('the bundle of the client', () => {
  const outdir = temporaryFolder();

  it('has nothing of CDK, of deploying or of reading log files in it', async () => {
    const { required } = await buildClient(outdir);
    const inputs = Object.keys(required.metafile.inputs);
    expect(
      inputs.filter(
        (path) =>
          !/^src\/(client|query|store|audit|rules|aws|native|errors)/.test(path) &&
          !/^src\/local\/(ask|duckdb|folder|open-local-audit)/.test(path),
      ),
    ).toEqual(['src/ingest/map-limit.ts']);
    const packages = Object.values(required.metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    );
    expect([...new Set(packages)].filter((path) => !path.startsWith('node:')).sort()).toEqual([
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@duckdb/node-api',
      '@smithy/core/endpoints',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      'zod',
    ]);
  });
});
