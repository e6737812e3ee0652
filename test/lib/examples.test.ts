import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { cdkGlobals, testContext } from '../support/stacks';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(12));

const EXAMPLES = join(__dirname, '../../examples/deploy');

/** What changes with every line of the functions' source, and says nothing of the shape deployed. */
const withoutAssets = (template: object): unknown =>
  JSON.parse(JSON.stringify(template).replaceAll(/"[0-9a-f]{64}\.zip"/g, '"<asset>"'));

describe('each example app', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'audit-trail-examples-'));
  const said = jest.spyOn(cdkGlobals.console, 'error').mockImplementation();
  const { env } = cdkGlobals.process;

  beforeAll(() => {
    env.CDK_VALIDATION = 'true'; // AWS's template validation; the flags of cdk.json make it errors.
    env.CDK_CONTEXT_JSON = JSON.stringify(testContext);
  });
  afterAll(() => {
    env.CDK_VALIDATION = 'false';
    delete env.CDK_CONTEXT_JSON;
    delete env.CDK_OUTDIR;
    said.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  });

  it.each(readdirSync(EXAMPLES).map((file) => file.replace(/\.ts$/, '')))(
    '%s synthesizes valid templates without a warning, as in the snapshot',
    (name) => {
      env.CDK_OUTDIR = join(outdir, name);
      const { app } = require(join(EXAMPLES, `${name}.ts`)) as { app: App };
      expect(() => app.synth()).not.toThrow();
      expect(said).not.toHaveBeenCalled();
      for (const stack of app.node.children.filter(Stack.isStack)) {
        expect(withoutAssets(Template.fromStack(stack).toJSON())).toMatchSnapshot(stack.stackName);
      }
    },
  );

  it('would be refused with a template that is not valid', () => {
    env.CDK_OUTDIR = join(outdir, 'invalid');
    const app = new App({ autoSynth: false });
    const stack = new Stack(app, 'Invalid');
    new CfnQueue(stack, 'Queue', { visibilityTimeout: 1_000_000 });
    expect(() => app.synth()).toThrow(/VisibilityTimeout/);
    said.mockClear();
  });
});
