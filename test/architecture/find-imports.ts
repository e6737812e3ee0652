import { type ParserPlugin, parse } from '@babel/parser';
import type { SourceFile } from './source-files';

/** One module that a file names: by `import`, `export … from`, `import()`, `require()` or in a type. */
export interface FoundImport {
  /** As written; undefined where it is computed. */
  readonly specifier: string | undefined;
  readonly line: number;
}

interface SyntaxNode {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';

/** How a source is parsed. In a `.tsx` file, `<` begins an element. */
const toPlugins = (path: string): ParserPlugin[] =>
  path.endsWith('.tsx') ? ['typescript', 'jsx'] : ['typescript', 'decorators-legacy'];

/** Parses TypeScript or JavaScript. */
export const parseSource = ({ path, source }: SourceFile) =>
  parse(source, { sourceType: 'unambiguous', plugins: toPlugins(path) });

/** Parses a source, and hands over each syntax node, outer ones first. */
export function visitSyntax(file: SourceFile, visit: (node: SyntaxNode) => void): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isNode(value)) return;
    visit(value);
    Object.values(value).forEach(walk);
  };
  walk(parseSource(file).program);
}

const isRequire = (callee: unknown): boolean =>
  isNode(callee) &&
  (callee.type === 'Import' ||
    (callee.type === 'Identifier' && callee.name === 'require') ||
    (callee.type === 'MemberExpression' && isRequire(callee.object)));

/** Where each kind of syntax has the module that it names. */
const MODULE_NAME: Readonly<Record<string, (node: SyntaxNode) => unknown>> = {
  ImportDeclaration: ({ source }) => source,
  ExportNamedDeclaration: ({ source }) => source,
  ExportAllDeclaration: ({ source }) => source,
  TSImportType: ({ argument }) => argument,
  TSExternalModuleReference: ({ expression }) => expression,
  CallExpression: ({ callee, arguments: given }) => (isRequire(callee) ? (given as unknown[])[0] : undefined),
};

/** Every module that a source names, type-only imports included. */
export function findImports(file: SourceFile): FoundImport[] {
  const found: FoundImport[] = [];
  visitSyntax(file, (node) => {
    const name = MODULE_NAME[node.type]?.(node);
    if (!isNode(name)) return;
    const specifier = name.type === 'StringLiteral' ? String(name.value) : undefined;
    found.push({ specifier, line: node.loc.start.line });
  });
  return found;
}
