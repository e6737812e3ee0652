import type { AuditRecord } from './audit-record';
import type { JsonObject } from './json';

/** Types of principals that stand for one person. Machines use IAM users, too, but nothing says which. */
const PEOPLE: readonly string[] = ['IAMUser', 'Root', 'IdentityCenterUser', 'SAMLUser'];
/** Roles that IAM Identity Center makes for people begin with this. */
const IDENTITY_CENTER_ROLE = 'AWSReservedSSO_';

/** Whether a person called: with a console session, as IAM user or root, or through IAM Identity Center. */
export function isPerson({ principal }: Pick<AuditRecord, 'principal'>, event: JsonObject): boolean {
  const { type, name, onBehalfOf } = principal;
  return (
    event.sessionCredentialFromConsole === 'true' ||
    PEOPLE.includes(type) ||
    onBehalfOf !== undefined ||
    (name?.startsWith(IDENTITY_CENTER_ROLE) ?? false)
  );
}
