import { toText } from '../audit/json';
import { isPerson } from '../audit/person';
import { accountIn, callerAccount, homeAccount, isForeignAccount } from './accounts';
import type { Call, RiskRule } from './risk-rule';
import {
  isDeniedCaller,
  isRootInPerson,
  isUnexpectedWriter,
  LOOKS_AROUND,
  mayBe,
  PARTIQL,
} from './rule-conditions';
import { subject, subjects } from './words';

/** Names that attack tools and attack distributions put into the user agent. Some come with a version, or with `_` and an id. */
const ATTACK_TOOLS =
  /\b((?:pacu|kali|parrot|pentoo|blackarch|enumerate-iam|weirdaal|cloudfox|nimbostratus|scoutsuite|stratus-red-team|peirates|cloudsploit|trufflehog)\d*)(?:\b|_)/i;

/** User agents that are remembered. Beyond it, all are forgotten, which costs only time. */
const MOST_AGENTS = 256;
/** CloudTrail cuts a user agent after 1 KB. Longer texts are not remembered. */
const MOST_AGENT_LENGTH = 1_024;

/** Finds the tool in a user agent. The calls of a log file have few different ones, and looking one up is faster than a search. */
class AttackTools {
  readonly #byAgent = new Map<string, { readonly tool: string | undefined }>();

  find(userAgent: string): string | undefined {
    const known = this.#byAgent.get(userAgent);
    if (known !== undefined) return known.tool;
    const tool = ATTACK_TOOLS.exec(userAgent)?.[1];
    if (userAgent.length > MOST_AGENT_LENGTH) return tool;
    if (this.#byAgent.size >= MOST_AGENTS) this.#byAgent.clear();
    this.#byAgent.set(userAgent, { tool });
    return tool;
  }
}

const attackTools = new AttackTools();

const attackTool = ({ event }: Call): string | undefined => {
  const userAgent = toText(event.userAgent);
  return userAgent === undefined ? undefined : attackTools.find(userAgent);
};

/** Operations that can read a whole table, or all of its changes. */
const READS_IN_BULK = ['Scan', 'GetRecords', ...PARTIQL];

function foreignTable(call: Call): string | undefined {
  const home = `:${homeAccount(call)}:`;
  // Nearly every resource is at home: to split its ARN would cost more than all other rules.
  return call.record.resources.find(
    (resource) => !resource.includes(home) && isForeignAccount(accountIn(resource), call),
  );
}

/** Rules on who calls, and from where. */
export const ACCESS_RULES: readonly RiskRule[] = [
  {
    id: 'ddb-recon-denied',
    level: 'low',
    title: 'Denied reconnaissance',
    mitre: ['TA0007'],
    source: 'any',
    outcomes: 'failed',
    matches:
      'A user or role calls an operation that lists, describes or reads, from an address outside AWS, and is denied.',
    when: (call) => isDeniedCaller(call) && LOOKS_AROUND.test(call.record.eventName),
    describe: ({ record }) =>
      `${record.principal.name ?? record.principal.id} was denied ${record.eventName}`,
  },
  {
    id: 'ddb-call-denied',
    level: 'low',
    title: 'Denied call',
    mitre: ['TA0040'],
    source: 'any',
    outcomes: 'failed',
    matches:
      'A user or role calls an operation that changes something, from an address outside AWS, and is denied.',
    when: (call) => isDeniedCaller(call) && !LOOKS_AROUND.test(call.record.eventName),
    describe: ({ record }) =>
      `${record.principal.name ?? record.principal.id} was denied ${record.eventName}`,
  },
  {
    id: 'ddb-foreign-principal',
    level: 'medium',
    title: 'Called from another account',
    mitre: ['T1530'],
    source: 'dynamodb',
    outcomes: 'any',
    matches: 'A principal of a foreign account calls DynamoDB.',
    when: (call) => isForeignAccount(callerAccount(call), call),
    describe: (call) =>
      `Account ${callerAccount(call)}, which is not yours, called ${call.record.eventName} on ${subjects(call)}`,
  },
  {
    id: 'ddb-foreign-table',
    level: 'medium',
    title: 'Items of a table of another account touched',
    mitre: ['T1567'],
    source: 'dynamodb',
    outcomes: 'any',
    matches: 'A principal of yours reads or writes items of a table of a foreign account.',
    when: (call) =>
      call.record.plane === 'data' &&
      !isForeignAccount(callerAccount(call), call) &&
      foreignTable(call) !== undefined,
    describe: (call) =>
      `${call.record.principal.name ?? call.record.principal.id} called ${call.record.eventName} on ${foreignTable(call)}, a table of another account`,
  },
  {
    id: 'ddb-person-reads-items',
    level: 'low',
    title: 'A person read items in bulk',
    mitre: ['T1530', 'T1213'],
    source: 'dynamodb',
    eventNames: READS_IN_BULK,
    matches:
      'A person (console session, IAM user, root, IAM Identity Center) reads items with Scan, PartiQL or GetRecords.',
    when: (call) => isPerson(call.record, call.event) && mayBe(call, ['SELECT', 'EXISTS']),
    describe: (call) =>
      `${call.record.principal.sourceIdentity ?? call.record.principal.session ?? call.record.principal.name ?? call.record.principal.id} read items of ${subjects(call)} with ${call.record.eventName}`,
  },
  {
    id: 'ddb-items-deleted',
    level: 'medium',
    title: 'Items deleted by an unexpected principal',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['DeleteItem', 'BatchWriteItem', ...PARTIQL],
    matches: 'A principal that is not in `allowedPrincipals` deletes items, or may do so.',
    when: (call) => isUnexpectedWriter(call) && mayBe(call, ['DELETE']),
    describe: (call) =>
      `${call.record.principal.name ?? call.record.principal.id} deleted items of ${subjects(call)}`,
  },
  {
    id: 'ddb-items-modified',
    level: 'medium',
    title: 'Items changed by an unexpected principal',
    mitre: ['T1565.001'],
    source: 'dynamodb',
    eventNames: ['PutItem', 'UpdateItem', 'TransactWriteItems', ...PARTIQL],
    matches: 'A principal that is not in `allowedPrincipals` writes items, or may do so.',
    when: (call) => isUnexpectedWriter(call) && mayBe(call, ['INSERT', 'UPDATE']),
    describe: (call) =>
      `${call.record.principal.name ?? call.record.principal.id} changed items of ${subjects(call)}`,
  },
  {
    id: 'decoy-table-access',
    level: 'high',
    title: 'Decoy touched',
    mitre: ['TA0009'],
    source: 'any',
    outcomes: 'any',
    matches: 'A call touches, or tries to touch, one of `decoyResources`.',
    when: ({ record, settings }) =>
      settings.decoyResources?.some((decoy) =>
        record.resources.some((resource) => resource === decoy || resource.startsWith(`${decoy}/`)),
      ) ?? false,
    describe: (call) =>
      `${call.record.principal.name ?? call.record.principal.id} touched the decoy ${subject(call)}`,
  },
  {
    id: 'ddb-root-use',
    level: 'high',
    title: 'Root user',
    mitre: ['T1078.004'],
    source: 'any',
    outcomes: 'any',
    matches: 'The root user of an account makes a call that is audited.',
    when: isRootInPerson,
    describe: ({ record }) => `The root user called ${record.eventName}`,
  },
  {
    id: 'attack-tool',
    level: 'high',
    title: 'Attack tool',
    mitre: ['TA0043'],
    source: 'any',
    outcomes: 'any',
    matches:
      'The user agent names an attack tool or an attack distribution. Anybody can write anything there.',
    when: (call) => attackTool(call) !== undefined,
    describe: (call) => `The user agent of ${call.record.eventName} names ${attackTool(call)}`,
  },
];
