import { AuditTrailError } from '../errors';

const SETTING = process.env.AUDIT_NATIVE;

/**
 * Whether to use the WebAssembly modules. `AUDIT_NATIVE=off` in the environment of the function or the
 * command line switches all of them off; their TypeScript twins then do the same work, only slower.
 * @throws AuditTrailError `Configuration` if `AUDIT_NATIVE` is neither `on` nor `off`
 */
export function nativeEnabled(): boolean {
  if (SETTING === undefined || SETTING === '' || SETTING === 'on') return true;
  if (SETTING === 'off') return false;
  throw new AuditTrailError(
    'Configuration',
    `AUDIT_NATIVE must be "on" or "off", but is ${JSON.stringify(SETTING)}.`,
  );
}
