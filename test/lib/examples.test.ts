import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { testContext } from '../support/stacks';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(12));

const EXAMPLES = join(__dirname, '../../examples/deploy');

/** What changes with every line of the functions' source, and says nothing of the shape deployed. */
const withoutAssets = (template: object): unknown =>
  JSON.parse(JSON.stringify(template).replaceAll(/"[0-9a-f]{64}\.zip"/g, '"<asset>"'));

describe('each example app', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'audit-trail-examples-'));
  const said = jest.spyOn(console, 'error').mockImplementation();
  const environment = { ...process.env };

  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true'; // AWS's template validation; the flags of cdk.json make it errors.
    process.env.CDK_CONTEXT_JSON = JSON.stringify(testContext);
  });
  afterAll(() => {
    process.env = environment;
    said.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  });

  it.each(readdirSync(EXAMPLES).map((file) => file.replace(/\.ts$/, '')))(
    '%s synthesizes valid templates without a warning, as in the snapshot',
    (name) => {
      process.env.CDK_OUTDIR = join(outdir, name);
      const { app } = require(join(EXAMPLES, `${name}.ts`)) as { app: App };
      expect(() => app.synth()).not.toThrow();
      expect(said).not.toHaveBeenCalled();
      for (const stack of app.node.children.filter(Stack.isStack)) {
        expect(withoutAssets(Template.fromStack(stack).toJSON())).toMatchSnapshot(stack.stackName);
      }
    },
  );

  it('would be refused with a template that is not valid', () => {
    process.env.CDK_OUTDIR = join(outdir, 'invalid');
    const app = new App();
    const stack = new Stack(app, 'Invalid');
    new CfnQueue(stack, 'Queue', { visibilityTimeout: 1_000_000 });
    expect(() => app.synth()).toThrow(/VisibilityTimeout/);
    said.mockClear();
  });
});
