import type { Principal } from './audit-record';
import { type JsonObject, objectOf, textOf, valueAt } from './json';

type Description = { [Property in keyof Omit<Principal, 'type'>]: string | undefined };

/**
 * Who made a call, with an id that stays the same across sessions. A field that is missing or of
 * the wrong type says nothing, and the next best id is taken; `unknown` where there is none at all.
 *
 * What the type answers:
 * - root or IAM user credentials: `Root`, `IAMUser`.
 * - temporary credentials of a role: `AssumedRole`, `Role`; of a federated user: `FederatedUser`,
 *   `SAMLUser`, `WebIdentityUser`, `IdentityCenterUser`, `Directory`.
 * - another AWS service: `AWSService`; also a role whose record has a service's name as `sourceIp`.
 */
export function principalOf(userIdentity: unknown): Principal {
  const identity = objectOf(userIdentity);
  const type = textOf(identity.type);
  const described = (type !== undefined && DESCRIPTIONS.get(type)?.(identity)) || UNKNOWN;
  const principal: { -readonly [Property in keyof Principal]: Principal[Property] } = {
    id: described.id ?? anyId(identity),
    type: type ?? 'Unknown',
  };
  const person = textOf(objectOf(identity.sessionContext).sourceIdentity);
  const session = person ?? described.session;
  const name = described.name ?? textOf(identity.userName);
  if (name !== undefined) principal.name = name;
  if (session !== undefined) principal.session = session;
  return principal;
}

const UNKNOWN: Description = { id: undefined, name: undefined, session: undefined };

const anyId = (identity: JsonObject): string =>
  textOf(identity.arn) ??
  textOf(identity.principalId) ??
  textOf(identity.accountId) ??
  textOf(identity.invokedBy) ??
  'unknown';

/** The parts of a text around its first colon; nothing for the second where there is no colon. */
function aroundColon(text: string | undefined): [before: string | undefined, after: string | undefined] {
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return [text, undefined];
  return [text.slice(0, colon) || undefined, text.slice(colon + 1) || undefined];
}

const joined = (separator: string, ...parts: (string | undefined)[]): string | undefined =>
  parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;

const afterSlash = (arn: string | undefined): string | undefined =>
  arn?.includes('/') ? textOf(arn.slice(arn.lastIndexOf('/') + 1)) : undefined;

/** `arn:…:sts::<account>:assumed-role/<role>/<session>`: the role keeps its name and loses its path. */
const ASSUMED_ROLE = /^(arn:[^:]*:)sts(::\d*:)assumed-role\/([^/]+)(?:\/(.+))?$/s;

const DESCRIPTIONS = new Map<string, (identity: JsonObject) => Description>([
  [
    'Root',
    (identity) => ({
      id: textOf(identity.arn) ?? textOf(identity.accountId),
      name: 'root', // userName, where set, is the alias of the account
      session: textOf(identity.accessKeyId),
    }),
  ],
  ['IAMUser', namedByArn],
  ['Role', namedByArn],
  [
    'AssumedRole',
    (identity) => {
      const issuer = objectOf(objectOf(identity.sessionContext).sessionIssuer);
      const issuerArn = textOf(issuer.arn);
      const [roleId, session] = aroundColon(textOf(identity.principalId));
      const id = issuerArn ?? roleId;
      const name = textOf(issuer.userName) ?? afterSlash(issuerArn);
      if (id !== undefined && name !== undefined && session !== undefined) return { id, name, session };
      // Seldom: what the rest does not say stands in the session's own ARN.
      const assumed = ASSUMED_ROLE.exec(textOf(identity.arn) ?? '');
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
      const [, federated] = aroundColon(textOf(identity.principalId));
      const name = federated ?? afterSlash(textOf(identity.arn));
      const issuer = textOf(valueAt(identity.sessionContext, 'sessionIssuer', 'arn'));
      return { id: joined(':', issuer, name), name, session: undefined };
    },
  ],
  [
    'Directory',
    (identity) => {
      const userName = textOf(identity.userName);
      const id = textOf(identity.principalId) ?? joined(':', textOf(identity.accountId), userName);
      return { id, name: userName, session: undefined };
    },
  ],
  [
    'AWSAccount',
    (identity) => {
      const accountId = textOf(identity.accountId);
      // A role of that account comes as AROA…:session.
      const [principalId, session] = aroundColon(textOf(identity.principalId));
      return { id: joined(':', accountId, principalId) ?? accountId, name: accountId, session };
    },
  ],
  [
    'AWSService',
    (identity) => {
      const invokedBy = textOf(identity.invokedBy);
      return { id: invokedBy, name: invokedBy, session: undefined };
    },
  ],
  [
    'IdentityCenterUser',
    (identity) => {
      const user = objectOf(identity.onBehalfOf);
      const userId = textOf(user.userId);
      return {
        id: joined('/', textOf(user.identityStoreArn), userId),
        name: textOf(identity.userName) ?? userId,
        session: textOf(identity.credentialId),
      };
    },
  ],
  ['SAMLUser', namedByProvider],
  ['WebIdentityUser', namedByProvider],
]);

function namedByArn(identity: JsonObject): Description {
  const arn = textOf(identity.arn);
  return {
    id: arn ?? textOf(identity.principalId),
    name: textOf(identity.userName) ?? afterSlash(arn),
    session: undefined,
  };
}

function namedByProvider(identity: JsonObject): Description {
  return {
    id: textOf(identity.principalId),
    name: textOf(identity.userName) ?? textOf(identity.identityProvider),
    session: undefined,
  };
}
