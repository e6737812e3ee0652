/**
 * Remembers the last result of a function: the next call is often for the same argument, and what it
 * computes costs more than comparing.
 * @param isSame whether a result for the first argument holds for the second, too
 */
export function rememberLast<Argument, Result>(
  compute: (argument: Argument) => Result,
  isSame: (last: Argument, next: Argument) => boolean = Object.is,
): (argument: Argument) => Result {
  let last: { readonly argument: Argument; readonly result: Result } | undefined;
  return (argument) => {
    if (last === undefined || !isSame(last.argument, argument))
      last = { argument, result: compute(argument) };
    return last.result;
  };
}
