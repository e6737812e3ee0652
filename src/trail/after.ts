const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> =>
  typeof (value as Promise<Value> | undefined)?.then === 'function';

/** Goes on with a value at once, or when it has arrived. Promises cost more than reading a small file. */
export const after = <Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> => (isPromise(value) ? value.then(goOn) : goOn(value));

/** Does something, and then `always`, also after an error. */
export function afterwards<Result>(
  action: () => Result | Promise<Result>,
  always: () => void,
): Result | Promise<Result> {
  let result: Result | Promise<Result> | undefined;
  try {
    result = action();
  } finally {
    if (!isPromise(result)) always();
  }
  return isPromise(result) ? result.finally(always) : result;
}
