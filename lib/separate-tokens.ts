import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A value in two parts: what is known at synth, and what only the deployment knows. */
export interface Separated {
  readonly literal?: unknown;
  readonly unresolved?: unknown;
}

const hasToken = (value: unknown): boolean =>
  Token.isUnresolved(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(hasToken));

/**
 * Separates a setting, or an object of settings, into literals and tokens. Lists are separated entry by
 * entry; whoever reads both parts joins them again.
 */
export function separateTokens(value: unknown): Separated {
  if (!hasToken(value)) return { literal: value };
  if (Token.isUnresolved(value) || typeof value !== 'object' || value === null) return { unresolved: value };
  if (Array.isArray(value)) {
    const literal = value.filter((entry) => !hasToken(entry));
    const unresolved = value.filter(hasToken);
    return { ...(literal.length > 0 && { literal }), unresolved };
  }
  const parts = Object.entries(value).map(([name, member]) => [name, separateTokens(member)] as const);
  const pick = (part: keyof Separated) =>
    Object.fromEntries(parts.flatMap(([name, both]) => (part in both ? [[name, both[part]]] : [])));
  return { literal: pick('literal'), unresolved: pick('unresolved') };
}

/** What only the deployment knows, as environment variables. */
export const toEnvironment = (scope: Construct, { unresolved = {} }: Separated): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unresolved as object).map(([name, value]) => [name, Stack.of(scope).toJsonString(value)]),
  );
