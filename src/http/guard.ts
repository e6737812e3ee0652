import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { problemResponse, toProblem } from './problems';

/** Who may ask on one machine. In AWS, IAM has decided before a request arrives. */
export interface Guard {
  /** What `Authorization: Bearer …` must carry. */
  readonly token: string;
  /** Names that a request may be addressed to. @default 127.0.0.1, localhost and [::1], on any port */
  readonly allowedHosts?: readonly string[];
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Turns away what a page of another site made a browser send: it lacks the token, and where a foreign
 * name was pointed at this machine, it says so in its Host header.
 */
export function guarded({ token, allowedHosts = LOOPBACK }: Guard): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!allowedHosts.includes(host)) {
      const detail = `Host: ${allowedHosts.join(', ')} are allowed, given "${host}".`;
      return problemResponse(toProblem('Misdirected', detail));
    }
    if (!isSame(context.req.header('authorization') ?? '', `Bearer ${token}`)) {
      const detail = 'The header Authorization must be Bearer and the token that was printed at start.';
      return problemResponse(toProblem('Unauthorized', detail), { 'www-authenticate': 'Bearer' });
    }
    return next();
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares digests, which have equal lengths, so that the time it takes tells nothing of the token. */
const isSame = (given: string, wanted: string) => timingSafeEqual(digest(given), digest(wanted));
