import type { AuditRecord } from '../audit/audit-record';
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
}

type Writable<Value> = { -readonly [Property in keyof Value]: Value[Property] };

/**
 * Collects by which names the callers of a file are known. Long-lived names become identities: access keys of users, source
 * identities, sessions and addresses of people. A busy account has thousands of the others a day, which become tokens.
 */
export class FileNames {
  readonly #tokenizer: Tokenizer;
  readonly #filters = new TokenFilters();
  readonly #identities = new Map<string, Writable<Identity>>();
  readonly #names = {
    session: new Map<string, KnownName>(),
    sourceIdentity: new Map<string, KnownName>(),
    accessKey: new Map<string, KnownName>(),
    address: new Map<string, KnownName>(),
  };

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /**
   * Adds the names of a call.
   * @returns the tokens of all of them
   */
  add(record: AuditRecord, isByPerson: boolean): number[] {
    const { accessKeyId, sourceIp, principal } = record;
    const { session, sourceIdentity } = principal;
    const tokens: number[] = [];
    if (accessKeyId !== undefined) {
      tokens.push(this.#add('accessKey', accessKeyId, record, accessKeyId.startsWith(LONG_LIVED_KEY)));
    }
    if (session !== undefined) tokens.push(this.#add('session', session, record, isByPerson));
    if (sourceIdentity !== undefined) tokens.push(this.#add('sourceIdentity', sourceIdentity, record, true));
    if (sourceIp !== undefined) tokens.push(this.#add('address', sourceIp, record, isByPerson));
    return tokens;
  }

  /** Filters of the names that are no identities. */
  finish(): readonly FuseFilter[] {
    return this.#filters.finish();
  }

  get identities(): readonly Identity[] {
    return [...this.#identities.values()];
  }

  #add(kind: IdentityKind, value: string, record: AuditRecord, isLongLived: boolean): number {
    const names = this.#names[kind];
    let name = names.get(value);
    if (name === undefined) {
      if (names.size >= REMEMBERED) names.clear();
      name = { token: this.#tokenizer.toToken(kind, value), isFiltered: false };
      names.set(value, name);
    }
    const isIdentity = isLongLived && this.#addIdentity(kind, value, record);
    if (!isIdentity && !name.isFiltered) {
      this.#filters.add(name.token);
      name.isFiltered = true;
    }
    return name.token;
  }

  /** @returns false if there are too many */
  #addIdentity(kind: IdentityKind, value: string, { principal, eventTime }: AuditRecord): boolean {
    const day = eventTime.slice(0, 10);
    const name = `${kind}${value.length} ${value}${principal.id}`;
    const known = this.#identities.get(name);
    if (known === undefined) {
      if (this.#identities.size >= MOST_IDENTITIES) return false;
      this.#identities.set(name, { kind, value, principal: principal.id, firstSeen: day, lastSeen: day });
      return true;
    }
    if (day < known.firstSeen) known.firstSeen = day;
    if (day > known.lastSeen) known.lastSeen = day;
    return true;
  }
}
