/**
 * Runs a task for each item, at most `width` at the same time, and yields the results in the order of the items.
 * Items are taken only as fast as the results are, so memory does not grow with their number.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  task: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const result = task(item);
    // A failure is thrown when its turn comes, so it is not unhandled until then.
    result.catch(() => {});
    running.push(result);
    if (running.length >= width) yield await running.shift()!;
  }
  while (running.length > 0) yield await running.shift()!;
}

/**
 * Runs a task for each item, at most `width` at the same time, in no particular order.
 * @throws the first error of a task, after those that run have ended. No further task starts.
 */
export async function forEachAtOnce<Item>(
  items: Iterable<Item>,
  width: number,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const lane = async () => {
    while (!failure) {
      const next = iterator.next();
      if (next.done) return;
      try {
        await task(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failure) throw failure.error;
}
