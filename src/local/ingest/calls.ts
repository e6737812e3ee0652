import type { MessagePort, Worker } from 'node:worker_threads';
import { AuditTrailError, type ErrorCode, toMessage } from '../../errors';

/** Functions that one thread offers to another. */
export type Offered = Record<string, (...values: never[]) => Promise<unknown>>;

/** Calls a function of the other thread. */
export type Call<Theirs extends Offered> = <Name extends keyof Theirs & string>(
  name: Name,
  ...values: Parameters<Theirs[Name]>
) => ReturnType<Theirs[Name]>;

type Message =
  | { readonly call: number; readonly name: string; readonly values: readonly unknown[] }
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: SentError };

/** An error without its class and causes, which do not pass from one thread to another. */
interface SentError {
  readonly code?: ErrorCode | undefined;
  readonly message: string;
  readonly stack?: string | undefined;
}

interface WaitingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Lets two threads call each other's functions. */
export class Calls<Theirs extends Offered> {
  readonly #port: Worker | MessagePort;
  readonly #waiting = new Map<number, WaitingCall>();
  #calls = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(port: Worker | MessagePort, ours: Offered) {
    this.#port = port;
    port.on('message', (message: Message) => {
      if ('call' in message) void this.#answer(message, ours[message.name] as Offered[string]);
      else this.#settle(message);
    });
  }

  readonly call: Call<Theirs> = (name, ...values) => {
    const calling = new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure.error;
      const call = ++this.#calls;
      this.#waiting.set(call, { resolve, reject });
      this.#port.postMessage({ call, name, values } satisfies Message);
    });
    return calling as ReturnType<Theirs[typeof name]>;
  };

  /** Ends all calls, and those to come, with an error: the other thread has ended. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #settle(message: Extract<Message, { answer: number }>): void {
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    if ('error' in message) waiting?.reject(toError(message.error));
    else waiting?.resolve(message.value);
  }

  async #answer(
    { call, values }: Extract<Message, { call: number }>,
    answer: (...values: never[]) => Promise<unknown>,
  ): Promise<void> {
    try {
      const value = await answer(...(values as never[]));
      this.#port.postMessage({ answer: call, value } satisfies Message);
    } catch (thrown) {
      this.#port.postMessage({ answer: call, error: toSentError(thrown) } satisfies Message);
    }
  }
}

const toSentError = (thrown: unknown): SentError => ({
  code: thrown instanceof AuditTrailError ? thrown.code : undefined,
  message: toMessage(thrown),
  stack: thrown instanceof Error ? thrown.stack : undefined,
});

function toError({ code, message, stack }: SentError): Error {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  return code === undefined ? cause : new AuditTrailError(code, message, { cause });
}
