import { AsyncLocalStorage } from 'node:async_hooks';

/*
 * Jest uses a new AsyncLocalStorage for each test file and never disables it. On Node 20 every promise then
 * copies all of them, and they keep the memory of their files: after 100 files, promises are 100 times slower.
 */
const USED = Symbol.for('async storages used by test files');
const shared = AsyncLocalStorage as typeof AsyncLocalStorage & { [USED]?: Set<AsyncLocalStorage<unknown>> };

function track(): Set<AsyncLocalStorage<unknown>> {
  const used = new Set<AsyncLocalStorage<unknown>>();
  const { run } = AsyncLocalStorage.prototype;
  AsyncLocalStorage.prototype.run = function (...args: unknown[]) {
    used.add(this);
    return Reflect.apply(run, this, args);
  };
  return used;
}

// Jest runs this file before each test file.
shared[USED] ??= track();
for (const storage of shared[USED]) storage.disable();
shared[USED].clear();
