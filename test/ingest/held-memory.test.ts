import { HeldMemory } from '../../src/ingest/held-memory';

const MEBIBYTE = 2 ** 20;

it.each([
  [64, 16],
  [32, 8],
  [1, 1],
])('with %i MiB lets %i of 16 files be read at the same time', (mebibytes, files) => {
  expect(new HeldMemory(mebibytes * MEBIBYTE).filesAtOnce(16)).toBe(files);
});

it('is exhausted for a file that holds more than 1 MiB, when all together hold more than the limit', () => {
  const memory = new HeldMemory(2 * MEBIBYTE);
  const pieces = [memory.take(2 * MEBIBYTE), memory.take(1)];
  expect([memory.isExhausted(MEBIBYTE), memory.isExhausted(MEBIBYTE + 1)]).toEqual([false, true]);
  for (const piece of pieces) memory.giveBack(piece);
  expect(memory.isExhausted(2 * MEBIBYTE)).toBe(false);
});
