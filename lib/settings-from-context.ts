import type { Node } from 'constructs';
import { AuditTrailError } from '../src/errors';
import type { DeploymentSettingsInput } from '../src/settings/deployment-settings';

/** Context key of the settings: an object in `cdk.json`, or JSON with `-c`. */
const SETTINGS_CONTEXT = 'auditTrail';
/** Context key with the name of an existing trail bucket, which is all that many deployments need. */
const EXISTING_BUCKET_CONTEXT = 'existingBucket';

/**
 * Reads the settings of a deployment from context.
 * @throws AuditTrailError `Configuration` if the context is not an object, or sets the sources twice
 */
export function settingsFromContext(node: Node): DeploymentSettingsInput {
  const settings = parseObject(node.tryGetContext(SETTINGS_CONTEXT) ?? {});
  const bucketName: unknown = node.tryGetContext(EXISTING_BUCKET_CONTEXT);
  if (bucketName === undefined) return settings;
  if (settings.sources !== undefined) {
    throw new AuditTrailError(
      'Configuration',
      `context ${EXISTING_BUCKET_CONTEXT} is ${JSON.stringify(bucketName)}, and ${SETTINGS_CONTEXT}.sources is set, too. Use one of them.`,
    );
  }
  return { ...settings, sources: [{ type: 'existingBucket', bucketName: String(bucketName) }] };
}

function parseObject(context: unknown): DeploymentSettingsInput {
  let value = context;
  if (typeof context === 'string') {
    try {
      value = JSON.parse(context);
    } catch (cause) {
      throw new AuditTrailError('Configuration', `context ${SETTINGS_CONTEXT} is not JSON: ${context}`, {
        cause,
      });
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new AuditTrailError(
    'Configuration',
    `context ${SETTINGS_CONTEXT} must be an object of settings, but is ${JSON.stringify(value)}.`,
  );
}
