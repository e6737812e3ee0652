import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/**
 * Compiles a program in the folder of an installed package.
 * @param module how it imports: TypeScript's option of that name
 * @throws where it does not compile
 */
export function compileProgram(folder: string, module: string, text: string): void {
  writeFileSync(join(folder, 'program.ts'), text);
  const flags = `--noEmit --strict --skipLibCheck --ignoreConfig --module ${module} --target es2022 --types node`;
  const types = ['--typeRoots', join(ROOT, 'node_modules/@types')];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, ...flags.split(' '), ...types, 'program.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
}

/**
 * A new folder with the package as npm would pack and install it in its node_modules, and this
 * project's packages around it.
 * @param build fills the `dist` folder that is packed
 */
export async function installPackedPackage<Built>(
  build: (dist: string) => Promise<Built>,
): Promise<{ folder: string; built: Built }> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const checkout = join(folder, 'checkout');
  mkdirSync(checkout);
  cpSync(join(ROOT, 'package.json'), join(checkout, 'package.json'));
  const built = await build(join(checkout, 'dist'));
  const pack = ['pack', '--silent', '--ignore-scripts'];
  const archive = execFileSync('npm', pack, { cwd: checkout, encoding: 'utf8' }).trim();
  const installed = join(folder, 'node_modules/dynamodb-audit-trail');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(checkout, archive), '--strip-components=1', '-C', installed]);
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  return { folder, built };
}
