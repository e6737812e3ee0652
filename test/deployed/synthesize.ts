import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Template } from './template';

/** Synthesizes the stack of `cdk.json` as `npx cdk synth` does, its functions bundled. */
export function synthesize(assembly: string): Template {
  execFileSync(resolve('node_modules/.bin/cdk'), ['synth', '--quiet', '--output', assembly], {
    // Validating the template takes most of the time; the tests of the stack do it.
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    stdio: 'pipe',
  });
  return JSON.parse(readFileSync(join(assembly, 'DynamoDbAuditTrail.template.json'), 'utf8'));
}
