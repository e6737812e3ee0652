// Compiles assembly/json-scanner.ts to WebAssembly and keeps the bytes in a TypeScript module, so that
// nobody who runs or bundles the program needs the compiler. `npm run build:wasm` after a change.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/trail/json-scanner-wasm.ts');

/** The source of the generated module. */
export async function compile() {
  const folder = await mkdtemp(join(tmpdir(), 'build-wasm-'));
  try {
    const outFile = join(folder, 'json-scanner.wasm');
    const options = ['--enable', 'simd', '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '8'];
    const { error, stderr } = await asc.main([
      'assembly/json-scanner.ts',
      '--baseDir',
      root,
      '--outFile',
      outFile,
      ...options,
    ]);
    if (error)
      throw new Error(`assembly/json-scanner.ts does not compile:\n${stderr.toString()}`, { cause: error });
    return moduleOf(await readFile(outFile));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function moduleOf(wasm) {
  const lines = wasm.toString('base64').match(/.{1,100}/g);
  return [
    '// Made from assembly/json-scanner.ts by `npm run build:wasm`.',
    'export const JSON_SCANNER_WASM = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await compile());
