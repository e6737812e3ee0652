import type { Principal } from './audit-record';
import { type JsonObject, toObject, toText, valueAt } from './json';

type Description = { [Property in 'id' | 'name' | 'session']: string | undefined };

/**
 * Identifies who made a call, with an id that is stable across sessions. A field that is missing or has
 * the wrong type is ignored and the next best id is used, or `unknown` if there is none.
 *
 * What the type tells:
 * - root or IAM user credentials: `Root`, `IAMUser`.
 * - temporary credentials of a role: `AssumedRole`, `Role`; of a federated user: `FederatedUser`,
 *   `SAMLUser`, `WebIdentityUser`, `IdentityCenterUser`, `Directory`.
 * - another AWS service: `AWSService`; also a role whose record has a service name as `sourceIp`.
 *
 * @param callingService the service that an `AwsServiceEvent` comes from: its identity has no type
 */
export function parsePrincipal(userIdentity: unknown, callingService?: string): Principal {
  const identity = toObject(userIdentity);
  const type = toText(identity.type) ?? (callingService === undefined ? undefined : 'AWSService');
  const described = (type !== undefined && DESCRIPTIONS.get(type)?.(identity)) || UNKNOWN;
  const principal: { -readonly [Property in keyof Principal]: Principal[Property] } = {
    id: described.id ?? (type === 'AWSService' ? callingService : undefined) ?? anyId(identity),
    type: type ?? 'Unknown',
  };
  const name = described.name ?? toText(identity.userName);
  if (name !== undefined) principal.name = name;
  if (described.session !== undefined) principal.session = described.session;
  const context = toObject(identity.sessionContext);
  const sourceIdentity = toText(context.sourceIdentity);
  if (sourceIdentity !== undefined) principal.sourceIdentity = sourceIdentity;
  const onBehalfOf = toText(toObject(identity.onBehalfOf).userId);
  if (onBehalfOf !== undefined) principal.onBehalfOf = onBehalfOf;
  const mfa = toObject(context.attributes).mfaAuthenticated;
  if (mfa === 'true' || mfa === true) principal.mfa = true;
  return principal;
}

const UNKNOWN: Description = { id: undefined, name: undefined, session: undefined };

const anyId = (identity: JsonObject): string =>
  toText(identity.arn) ??
  toText(identity.principalId) ??
  toText(identity.accountId) ??
  toText(identity.invokedBy) ??
  'unknown';

/** Splits a text at its first colon. Without a colon, the second part is undefined. */
function splitAtColon(text: string | undefined): [before: string | undefined, after: string | undefined] {
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return [text, undefined];
  return [text.slice(0, colon) || undefined, text.slice(colon + 1) || undefined];
}

const joinAll = (separator: string, ...parts: (string | undefined)[]): string | undefined =>
  parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;

const afterSlash = (arn: string | undefined): string | undefined =>
  arn?.includes('/') ? toText(arn.slice(arn.lastIndexOf('/') + 1)) : undefined;

/** `arn:…:sts::<account>:assumed-role/<role>/<session>`: it has the role's name without its path. */
const ASSUMED_ROLE = /^(arn:[^:]*:)sts(::\d*:)assumed-role\/([^/]+)(?:\/(.+))?$/s;

const DESCRIPTIONS = new Map<string, (identity: JsonObject) => Description>([
  [
    'Root',
    (identity) => ({
      id: toText(identity.arn) ?? toText(identity.accountId),
      name: 'root', // userName, if set, is the account alias.
      session: toText(identity.accessKeyId),
    }),
  ],
  ['IAMUser', namedByArn],
  ['Role', namedByArn],
  [
    'AssumedRole',
    (identity) => {
      const issuer = toObject(toObject(identity.sessionContext).sessionIssuer);
      const issuerArn = toText(issuer.arn);
      const [roleId, session] = splitAtColon(toText(identity.principalId));
      const id = issuerArn ?? roleId;
      const name = toText(issuer.userName) ?? afterSlash(issuerArn);
      if (id !== undefined && name !== undefined && session !== undefined) return { id, name, session };
      // Rare: take missing parts from the session's own ARN.
      const assumed = ASSUMED_ROLE.exec(toText(identity.arn) ?? '');
      return {
        id: id ?? (assumed ? `${assumed[1]}iam${assumed[2]}role/${assumed[3]}` : undefined),
        name: name ?? assumed?.[3],
        session: session ?? assumed?.[4],
      };
    },
  ],
  [
    'FederatedUser',
    (identity) => {
      const [, federated] = splitAtColon(toText(identity.principalId));
      const name = federated ?? afterSlash(toText(identity.arn));
      const issuer = toText(valueAt(identity.sessionContext, 'sessionIssuer', 'arn'));
      return { id: joinAll(':', issuer, name), name, session: undefined };
    },
  ],
  [
    'Directory',
    (identity) => {
      const userName = toText(identity.userName);
      const id = toText(identity.principalId) ?? joinAll(':', toText(identity.accountId), userName);
      return { id, name: userName, session: undefined };
    },
  ],
  [
    'AWSAccount',
    (identity) => {
      const accountId = toText(identity.accountId);
      // A role of that account has the principalId AROA…:session.
      const [principalId, session] = splitAtColon(toText(identity.principalId));
      return { id: joinAll(':', accountId, principalId) ?? accountId, name: accountId, session };
    },
  ],
  [
    'AWSService',
    (identity) => {
      const invokedBy = toText(identity.invokedBy);
      return { id: invokedBy, name: invokedBy, session: undefined };
    },
  ],
  [
    'IdentityCenterUser',
    (identity) => {
      const user = toObject(identity.onBehalfOf);
      const userId = toText(user.userId);
      return {
        id: joinAll('/', toText(user.identityStoreArn), userId),
        name: toText(identity.userName) ?? userId,
        session: toText(identity.credentialId),
      };
    },
  ],
  ['SAMLUser', namedByProvider],
  ['WebIdentityUser', namedByProvider],
]);

/** Types of principals that CloudTrail documents, and `Unknown`. */
export const PRINCIPAL_TYPES: readonly string[] = [...DESCRIPTIONS.keys(), 'Unknown'];

function namedByArn(identity: JsonObject): Description {
  const arn = toText(identity.arn);
  return {
    id: arn ?? toText(identity.principalId),
    name: toText(identity.userName) ?? afterSlash(arn),
    session: undefined,
  };
}

function namedByProvider(identity: JsonObject): Description {
  return {
    id: toText(identity.principalId),
    name: toText(identity.userName) ?? toText(identity.identityProvider),
    session: undefined,
  };
}
