import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConstruct } from '../../scripts/build-construct';
import { compileProgram, installPackedPackage } from '../support/packed-package';

const ROOT = join(__dirname, '../..');

const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { DynamoDbAuditTrail } = require('dynamodb-audit-trail');
  const app = new App({ outdir: 'out' });
  new DynamoDbAuditTrail(new Stack(app, 'Mine'), 'Audit');
  app.synth();`;

describe('the construct as other CDK apps get it', () => {
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await installPackedPackage(buildConstruct));
    for (const peer of ['aws-cdk-lib', 'constructs']) {
      symlinkSync(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer));
    }
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('synthesizes with its functions as they were built', () => {
    writeFileSync(join(folder, 'app.cjs'), APP);
    const env = { ...process.env, CDK_VALIDATION: 'false' };
    execFileSync(process.execPath, ['app.cjs'], { cwd: folder, env });

    const { files } = JSON.parse(readFileSync(join(folder, 'out/Mine.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string; packaging: string } }>;
    };
    const built = (entry: string) =>
      readFileSync(
        join(folder, 'node_modules/dynamodb-audit-trail/dist/functions', entry, 'index.js'),
        'utf8',
      );
    const deployed = Object.values(files)
      .filter(({ source }) => source.packaging === 'zip')
      .map(({ source }) => readFileSync(join(folder, 'out', source.path, 'index.js'), 'utf8'));
    expect(deployed.sort()).toEqual([built('ingest'), built('query-api')].sort());
  }, 60_000);

  it('is typed', () => {
    const compile = (props: string) =>
      compileProgram(
        folder,
        'preserve',
        `import { App, Stack } from 'aws-cdk-lib';
         import { DynamoDbAuditTrail } from 'dynamodb-audit-trail';
         new DynamoDbAuditTrail(new Stack(new App(), 'Mine'), 'Audit', ${props});`,
      );
    expect(() => compile('{ retentionDays: 365 }')).not.toThrow();
    expect(() => compile('{ retentionDayz: 365 }')).toThrow();
  }, 60_000);
});
