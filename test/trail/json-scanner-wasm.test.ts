import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

it('is what its source compiles to', () => {
  const root = join(__dirname, '../..');
  const script = pathToFileURL(join(root, 'scripts/build-wasm.mjs')).href;
  // The compiler is an ES module, which the test runner does not load.
  const program = `process.stdout.write(await (await import(${JSON.stringify(script)})).compile())`;
  const compiled = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(readFileSync(join(root, 'src/trail/json-scanner-wasm.ts'), 'utf8')).toBe(compiled);
}, 60_000);
