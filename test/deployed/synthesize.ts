import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import type { Template } from './template';

/**
 * Synthesizes the stack of `cdk.json` as `npx cdk synth` does, its functions bundled.
 * @param settings as `-c auditTrail=…` gives them. Default: those of `cdk.json`.
 */
export async function synthesize(assembly: string, settings?: DeploymentSettingsInput): Promise<Template> {
  const context = settings ? ['--context', `auditTrail=${JSON.stringify(settings)}`] : [];
  await promisify(execFile)(
    resolve('node_modules/.bin/cdk'),
    ['synth', '--quiet', '--output', assembly, ...context],
    // Validating the template takes most of the time; the tests of the stack do it.
    { env: { ...process.env, CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' } },
  );
  return JSON.parse(readFileSync(join(assembly, 'DynamoDbAuditTrail.template.json'), 'utf8'));
}
