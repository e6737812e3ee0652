import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { problemResponse, toProblem } from './problems';

/** Who may call the API on one machine. In AWS, IAM checks callers before a request arrives. */
export interface Guard {
  /** Secret that callers send as `Authorization: Bearer …`. */
  readonly token: string;
  /** Accepted names in the Host header, with any port. @default 127.0.0.1, localhost and [::1] */
  readonly allowedHosts?: readonly string[];
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Rejects requests whose Host header has another name than this machine's: a page of another site sends them if its
 * name was pointed at this machine (DNS rebinding).
 */
export function fromAllowedHosts(allowedHosts: readonly string[] = LOOPBACK): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
    if (allowedHosts.includes(host)) return next();
    const detail = `Host "${host}" is not allowed. Use ${allowedHosts.join(' or ')}.`;
    return problemResponse(toProblem('Misdirected', detail));
  };
}

/** Rejects requests without the token, such as those that a page of another site made a browser send. */
export function withToken(token: string): MiddlewareHandler {
  return async (context, next) => {
    if (!isSame(context.req.header('authorization') ?? '', `Bearer ${token}`)) {
      const detail =
        'Missing or wrong token. Send the header "Authorization: Bearer TOKEN" with the token printed at start.';
      return problemResponse(toProblem('Unauthorized', detail), { 'www-authenticate': 'Bearer' });
    }
    return next();
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares digests, which have equal lengths, so that timing reveals nothing about the token. */
const isSame = (given: string, wanted: string) => timingSafeEqual(digest(given), digest(wanted));
