// Compiles the modules of src/native/assembly/ to WebAssembly and keeps the bytes in TypeScript modules, so that
// nobody who runs or bundles the program needs the compiler. `npm run generate:wasm` after a change.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each source, and the TypeScript module that is generated from it. */
export const MODULES = {
  'src/native/assembly/canonical-json.ts': 'src/native/canonical-json-wasm.ts',
  'src/native/assembly/json-scanner.ts': 'src/native/json-scanner-wasm.ts',
  'src/native/assembly/deflater.ts': 'src/native/deflater-wasm.ts',
};

/** The source of the TypeScript module that holds what `source` compiles to. */
export async function compile(source) {
  const folder = await mkdtemp(join(tmpdir(), 'generate-wasm-'));
  try {
    const outFile = join(folder, 'compiled.wasm');
    const options = ['--enable', 'simd', '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '8'];
    const { error, stderr } = await asc.main([source, '--baseDir', root, '--outFile', outFile, ...options]);
    if (error) throw new Error(`${source} does not compile:\n${stderr.toString()}`, { cause: error });
    return moduleOf(source, await readFile(outFile));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function moduleOf(source, wasm) {
  const lines = wasm.toString('base64').match(/.{1,100}/g);
  const name = `${basename(source, '.ts').replaceAll('-', '_').toUpperCase()}_WASM`;
  return [
    `// Made from ${source} by \`npm run generate:wasm\`.`,
    `export const ${name} = [`,
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [source, target] of Object.entries(MODULES)) {
    await writeFile(join(root, target), await compile(source));
  }
}
