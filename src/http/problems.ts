import { AuditTrailError, type ErrorCode } from '../errors';

/** A problem in the form of `application/problem+json` (RFC 9457). */
export interface Problem {
  /** `about:blank` means that the status says the kind of problem; `code` is more specific. */
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode | 'Unauthorized' | 'Misdirected' | 'MethodNotAllowed' | 'Unexpected';
}

const STATUS_BY_CODE: Partial<Record<Problem['code'], number>> = {
  InvalidArgument: 400,
  InvalidCursor: 400,
  Unauthorized: 401,
  NotFound: 404,
  MethodNotAllowed: 405,
  Ambiguous: 409,
  Misdirected: 421,
  NotAnswerable: 422,
  ServiceFailed: 502,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** Every status of a problem. */
export const PROBLEM_STATUSES = Object.keys(TITLES).map(Number);

export function toProblem(code: Problem['code'], detail: string): Problem {
  const status = STATUS_BY_CODE[code] ?? 500;
  return { type: 'about:blank', title: TITLES[status] ?? '', status, detail, code };
}

/** The problem that a caller sees. Details of unexpected errors stay in the service's log. */
export function toProblemFromError(thrown: unknown): Problem {
  return thrown instanceof AuditTrailError
    ? toProblem(thrown.code, thrown.message)
    : toProblem('Unexpected', 'Internal error. See the log of this service for details.');
}

/** A problem as a response. It must not be cached, since the next attempt may succeed. */
export const problemResponse = (problem: Problem, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
