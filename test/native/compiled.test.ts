import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(8));

const ROOT = join(__dirname, '../..');

/**
 * Compiles all sources with the build script, an ES module that the test runner does not load.
 * @returns the target of each source, and the text that belongs there
 */
function compileAll(): Record<string, { target: string; compiled: string }> {
  const script = pathToFileURL(join(ROOT, 'scripts/generate-wasm.mjs')).href;
  const program = `const { MODULES, compile } = await import(${JSON.stringify(script)});
    const all = {};
    for (const [source, target] of Object.entries(MODULES)) all[source] = { target, compiled: await compile(source) };
    process.stdout.write(JSON.stringify(all));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return JSON.parse(text);
}

// One process for all: to load the compiler takes longer than to compile.
const modules = Object.entries(compileAll());

it('compiles every source of src/native/assembly/', () => {
  const sources = readdirSync(join(ROOT, 'src/native/assembly')).filter((name) => name.endsWith('.ts'));
  expect(modules.map(([source]) => source).sort()).toEqual(
    sources.map((name) => `src/native/assembly/${name}`).sort(),
  );
});

it.each(modules.map(([source, { target, compiled }]) => [source, target, compiled]))(
  '%s compiles to %s',
  (_source, target, compiled) => {
    expect(readFileSync(join(ROOT, target), 'utf8')).toBe(compiled);
  },
);
