import type * as z from 'zod';
import { describeIssue } from '../describe-issue';
import { AuditTrailError } from '../errors';
import { findContradictions } from './deployment-contradictions';
import { type DeploymentSettings, deploymentFields } from './deployment-fields';
import { ingestSettingsSchema } from './ingest-settings';

export type { DeploymentSettings, DeploymentSettingsInput } from './deployment-fields';

/**
 * Settings of a deployment: those of ingest, and those of the stack alone. This schema checks the
 * construct's props and the context in `cdk.json`; `docs/settings.md` is generated from it.
 */
export const deploymentSettingsSchema = deploymentFields.superRefine((settings, context) => {
  for (const { setting, message } of findContradictions(settings)) {
    context.addIssue({ code: 'custom', path: [setting], message, input: settings[setting] });
  }
});

/**
 * Validates the settings of a deployment and fills in defaults.
 * @throws AuditTrailError `Configuration`, with the name, the value and the allowed values of each wrong setting.
 */
export function parseDeploymentSettings(input: unknown): DeploymentSettings {
  const parsed = deploymentSettingsSchema.safeParse(input ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const described = { noun: 'setting', known: Object.keys(deploymentFields.shape) };
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.') || 'settings';
    // A contradiction says itself what is given.
    return `- ${issue.code === 'custom' ? `${name} ${issue.message}.` : describeIssue(issue, name, described)}`;
  });
  throw new AuditTrailError('Configuration', `Deployment settings are not valid:\n${problems.join('\n')}`, {
    cause: parsed.error,
  });
}

/** Selects the settings that the ingest function receives. */
export function toIngestSettings(settings: DeploymentSettings): z.output<typeof ingestSettingsSchema> {
  const names = Object.keys(ingestSettingsSchema.shape);
  return ingestSettingsSchema.parse(
    Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name))),
  );
}
