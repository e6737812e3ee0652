import { toMessage } from '../../errors';
import { problemResponse, toProblem } from '../../http/problems';

/** Characters of an answer that is no JSON which a message repeats at most. */
const SHOWN = 300;

/**
 * The answer of an API for the page. What is not from the API itself, but from AWS or another service in front of it, becomes
 * a problem.
 * @param host name of the API, for messages
 */
export async function passOn(answer: Response, host: string): Promise<Response> {
  const type = answer.headers.get('content-type') ?? '';
  if (type.includes('problem+json')) return passOnProblem(answer, host);
  if (answer.ok && type.includes('json')) {
    const headers = { 'content-type': type, 'cache-control': 'private, no-cache' };
    return new Response(answer.body, { status: answer.status, headers });
  }
  if (answer.ok) {
    return problemResponse(
      toProblem('ServiceFailed', `${host} does not answer like a query API of this project. Check --api.`),
    );
  }
  const reason = findReason((await answer.text()).slice(0, SHOWN));
  return problemResponse(
    toProblem(
      'ServiceFailed',
      `${host} refused the request with status ${answer.status}: ${reason}.${findHint(answer.status, reason)}`,
    ),
  );
}

/** The problem of an API that gave no answer: what failed, and what to do. */
export const toFailure = (error: unknown, host: string): Response =>
  problemResponse(toProblem('ServiceFailed', describeFailure(error, host)));

function describeFailure(error: unknown, host: string): string {
  const { name, cause } = Object(error) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return `${host} did not answer in time. Narrow the question, or try again.`;
  // fetch says only that it failed, and its cause why.
  const reason = [error, ...(cause === undefined ? [] : [cause])].map(toMessage).join(': ');
  return `${host} does not answer: ${reason}. Check the network and --api, and try again.`;
}

/** What an API says of questions that only another version knows. */
const UNKNOWN = /^Unknown (parameter|path) /;

/** A problem of the API. What the API does not know, a later version may. */
async function passOnProblem(answer: Response, host: string): Promise<Response> {
  const problem = (await answer.json()) as { detail?: string };
  const { status } = answer;
  const detail = String(problem.detail ?? '');
  const isOlder = (status === 400 || status === 404) && UNKNOWN.test(detail);
  const hint = isOlder
    ? ` ${host} is of another version than this ddb-audit. Deploy this version, or use the version that is deployed.`
    : '';
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return new Response(JSON.stringify({ ...problem, detail: detail + hint }), { status, headers });
}

/** The message in an answer of AWS, or its text. */
function findReason(text: string): string {
  try {
    const { Message, message } = JSON.parse(text) as { Message?: unknown; message?: unknown };
    return trimStop(String(Message ?? message ?? text));
  } catch {
    return trimStop(text) || 'no reason given'; // Not JSON.
  }
}

const trimStop = (text: string): string => text.trim().replace(/\.$/, '');

/** What to do about a refusal of AWS. */
function findHint(status: number, reason: string): string {
  if (/expired/i.test(reason))
    return ' Renew your credentials, for example with aws sso login, and try again.';
  if (/signature|security token/i.test(reason)) return ' Check the credentials, --profile and --region.';
  if (status === 403) {
    return ' Your credentials need lambda:InvokeFunctionUrl, and lambda:InvokeFunction, on the function of the API.';
  }
  if (status === 429) return ' Too many requests run at once. Try again.';
  if (status >= 500) return ' Look at the log of the function of the API.';
  return ' Check --api.';
}
