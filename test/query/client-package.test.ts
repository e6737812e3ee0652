import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildClient } from '../../scripts/build-client';
import { compileProgram, installPackedPackage } from '../support/packed-package';

describe('the client as other services get it', () => {
  let service: string;
  let built: Awaited<ReturnType<typeof buildClient>>;

  beforeAll(async () => {
    ({ folder: service, built } = await installPackedPackage(buildClient));
  }, 60_000);
  afterAll(() => rmSync(service, { recursive: true, force: true }));

  const run = (file: string, text: string) => {
    writeFileSync(join(service, file), text);
    return execFileSync(process.execPath, [file], { cwd: service, encoding: 'utf8' }).trim();
  };

  it('can be required', () => {
    const text = `console.log(Object.keys(require('dynamodb-audit-trail/client')).sort().join())`;
    expect(run('service.cjs', text)).toBe('AuditTrailError,createAuditLog');
  });

  it('can be imported', () => {
    const text = `import { createAuditLog } from 'dynamodb-audit-trail/client'; console.log(typeof createAuditLog)`;
    expect(run('service.mjs', text)).toBe('function');
  });

  it('is typed', () => {
    const compile = (query: string) =>
      compileProgram(
        service,
        'nodenext',
        `import { createAuditLog, type AuditQuery } from 'dynamodb-audit-trail/client';
        const query: AuditQuery = ${query};
        export const first = async (log: ReturnType<typeof createAuditLog>): Promise<string | undefined> =>
          (await log.page(query)).records[0]?.eventName;`,
      );
    expect(() => compile(`{ table: ['Music'], plane: ['control'] }`)).not.toThrow();
    expect(() => compile(`{ table: ['Music'], plane: ['controll'] }`)).toThrow();
  }, 60_000);

  it('has nothing of CDK, of deploying or of reading log files in it', () => {
    const inputs = Object.keys(built.required.metafile.inputs);
    const packages = Object.values(built.required.metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    );
    expect(inputs.filter((path) => !/^src\/(query|store|audit|aws|native|errors)/.test(path))).toEqual([]);
    expect([...new Set(packages)].filter((path) => !path.startsWith('node:')).sort()).toEqual([
      '@aws-sdk/client-dynamodb',
      '@smithy/core/endpoints',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      'zod',
    ]);
  });

  it('leaves nothing behind where nothing of it is used', async () => {
    writeFileSync(
      join(service, 'unused.mjs'),
      `import { createAuditLog } from 'dynamodb-audit-trail/client'; console.log('ready')`,
    );
    const { outputFiles } = await build({
      entryPoints: [join(service, 'unused.mjs')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      write: false,
    });
    expect(outputFiles[0]!.text.trim()).toBe('console.log("ready");');
  });
});
