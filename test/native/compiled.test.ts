import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(__dirname, '../..');

/** What an expression of the build script, an ES module that the test runner does not load, comes to. */
function evaluate(expression: string): unknown {
  const script = pathToFileURL(join(ROOT, 'scripts/generate-wasm.mjs')).href;
  const program = `const { MODULES, compile } = await import(${JSON.stringify(script)});
    process.stdout.write(JSON.stringify(${expression}));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return JSON.parse(text);
}

const modules = Object.entries(evaluate('MODULES') as Record<string, string>);

it('compiles every source of src/native/assembly/', () => {
  const sources = readdirSync(join(ROOT, 'src/native/assembly')).filter((name) => name.endsWith('.ts'));
  expect(modules.map(([source]) => source).sort()).toEqual(
    sources.map((name) => `src/native/assembly/${name}`).sort(),
  );
});

it.each(modules)(
  '%s compiles to %s',
  (source, target) => {
    const compiled = evaluate(`await compile(${JSON.stringify(source)})`);
    expect(readFileSync(join(ROOT, target), 'utf8')).toBe(compiled);
  },
  60_000,
);
