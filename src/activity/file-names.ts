import type { AuditRecord, Principal } from '../audit/audit-record';
import type { FuseFilter } from './fuse-filter';
import { TokenFilters } from './token-filters';
import type { Tokenizer, TokenKind } from './tokens';

export type IdentityKind = Exclude<TokenKind, 'item'>;

/** A name that lives for long, and the principal that used it. */
export interface Identity {
  readonly kind: IdentityKind;
  readonly value: string;
  /** `principal.id` of the records. */
  readonly principal: string;
  /** `YYYY-MM-DD` of the first and the last event. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** Identities of one file. Beyond it, names become tokens of the file: also those can be found. */
const MOST_IDENTITIES = 10_000;

/** Names of one kind that are remembered. Beyond it, all are forgotten: that costs time only. */
const REMEMBERED = 10_000;

/** Prefix of the ids of access keys that do not end with a session. */
const LONG_LIVED_KEY = 'AKIA';

interface KnownName {
  readonly token: number;
  /** Whether a filter has it. */
  isFiltered: boolean;
  /** The identity that it last was. */
  identity?: WritableIdentity | undefined;
}

/** A caller by the names that stay the same from call to call: all but the address. */
export interface Caller {
  /** `principal.id` of the records. */
  readonly principal: string;
  /** Tokens of the names. */
  readonly tokens: readonly number[];
}

interface KnownCaller extends Caller {
  readonly session: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly isPerson: boolean;
  readonly identities: readonly WritableIdentity[];
}

type WritableIdentity = { -readonly [Property in keyof Identity]: Identity[Property] };

/**
 * Collects by which names the callers of a file are known. Long-lived names become identities: access keys of users, source
 * identities, users on whose behalf calls are made, sessions and addresses of people. A busy account has thousands of the others
 * a day, which become tokens.
 */
export class FileNames {
  readonly #tokenizer: Tokenizer;
  readonly #filters = new TokenFilters();
  readonly #identities = new Map<string, WritableIdentity>();
  /** By access key: few callers share one. */
  readonly #callers = new Map<string | undefined, KnownCaller>();
  readonly #names = {
    session: new Map<string, KnownName>(),
    sourceIdentity: new Map<string, KnownName>(),
    onBehalfOf: new Map<string, KnownName>(),
    accessKey: new Map<string, KnownName>(),
    address: new Map<string, KnownName>(),
  };

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Adds all names of a caller but the address. */
  addCaller({ accessKeyId, principal, eventTime }: AuditRecord, isPerson: boolean): Caller {
    const known = this.#callers.get(accessKeyId);
    if (
      known !== undefined &&
      known.principal === principal.id &&
      known.session === principal.session &&
      known.sourceIdentity === principal.sourceIdentity &&
      known.onBehalfOf === principal.onBehalfOf &&
      known.isPerson === isPerson
    ) {
      for (const identity of known.identities) addDay(identity, eventTime);
      return known;
    }
    if (this.#callers.size >= REMEMBERED) this.#callers.clear();
    const caller = this.#toCaller(accessKeyId, principal, eventTime, isPerson);
    this.#callers.set(accessKeyId, caller);
    return caller;
  }

  /** Adds the address of a call. @returns its token; undefined if the call has none */
  addAddress({ sourceIp, principal, eventTime }: AuditRecord, isPerson: boolean): number | undefined {
    return sourceIp === undefined
      ? undefined
      : this.#add('address', sourceIp, principal.id, eventTime, isPerson).token;
  }

  /** Filters of the names that are no identities. */
  finish(): readonly FuseFilter[] {
    return this.#filters.finish();
  }

  get identities(): readonly Identity[] {
    return [...this.#identities.values()];
  }

  #toCaller(
    accessKeyId: string | undefined,
    { id, session, sourceIdentity, onBehalfOf }: Principal,
    eventTime: string,
    isPerson: boolean,
  ): KnownCaller {
    const tokens: number[] = [];
    const identities: WritableIdentity[] = [];
    const add = (kind: IdentityKind, value: string | undefined, isLongLived: boolean): void => {
      if (value === undefined) return;
      const name = this.#add(kind, value, id, eventTime, isLongLived);
      tokens.push(name.token);
      if (isLongLived && name.identity?.principal === id) identities.push(name.identity);
    };
    add('accessKey', accessKeyId, accessKeyId?.startsWith(LONG_LIVED_KEY) === true);
    add('session', session, isPerson);
    add('sourceIdentity', sourceIdentity, true);
    add('onBehalfOf', onBehalfOf, true);
    return { principal: id, tokens, session, sourceIdentity, onBehalfOf, isPerson, identities };
  }

  #add(
    kind: IdentityKind,
    value: string,
    principal: string,
    eventTime: string,
    isLongLived: boolean,
  ): KnownName {
    const names = this.#names[kind];
    let name = names.get(value);
    if (name === undefined) {
      if (names.size >= REMEMBERED) names.clear();
      name = { token: this.#tokenizer.toToken(kind, value), isFiltered: false, identity: undefined };
      names.set(value, name);
    }
    if (isLongLived) {
      if (name.identity?.principal !== principal) {
        name.identity = this.#findIdentity(kind, value, principal, eventTime);
      }
      if (name.identity !== undefined) {
        addDay(name.identity, eventTime);
        return name;
      }
    }
    if (!name.isFiltered) {
      this.#filters.add(name.token);
      name.isFiltered = true;
    }
    return name;
  }

  /** @returns undefined if there are too many */
  #findIdentity(
    kind: IdentityKind,
    value: string,
    principal: string,
    eventTime: string,
  ): WritableIdentity | undefined {
    const name = `${kind}${value.length} ${value}${principal}`;
    const known = this.#identities.get(name);
    if (known !== undefined || this.#identities.size >= MOST_IDENTITIES) return known;
    const day = eventTime.slice(0, 10);
    const identity = { kind, value, principal, firstSeen: day, lastSeen: day };
    this.#identities.set(name, identity);
    return identity;
  }
}

function addDay(identity: WritableIdentity, eventTime: string): void {
  const day = eventTime.slice(0, 10);
  if (day < identity.firstSeen) identity.firstSeen = day;
  if (day > identity.lastSeen) identity.lastSeen = day;
}
