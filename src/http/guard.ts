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
 * Rejects requests that a page of another site made a browser send: they lack the token, and if a foreign
 * name was pointed at this machine (DNS rebinding), their Host header shows it.
 */
export function guarded({ token, allowedHosts = LOOPBACK }: Guard): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!allowedHosts.includes(host)) {
      const detail = `Host "${host}" is not allowed. Use ${allowedHosts.join(' or ')}.`;
      return problemResponse(toProblem('Misdirected', detail));
    }
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
