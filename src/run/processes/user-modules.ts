import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { Check } from '../../check/check.ts';
import { entryPointUrl } from '../../process/entry-points.ts';

/** Files that users' modules consist of, in the order in which they were loaded. */
const loadedFiles = new Set<string>();

/** Files of users that were loaded, the last first: where an error that names no place may come from. */
export const listLoadedFiles = (): readonly string[] => [...loadedFiles].reverse();

/** Specifiers that lead to this program from any folder. */
const OWN_ENTRIES = { kavmon: 'index', 'kavmon/testing': 'testing' } as const;

/**
 * Has modules in any folder import this program as `kavmon`, and its `zod` unless they have their own; and takes a file with
 * `import` and `export` for a module where the package around it says `"type": "commonjs"`, as `npm init -y` writes it.
 */
export const hookUserModules = (): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      if (Object.hasOwn(OWN_ENTRIES, specifier)) {
        const entry = OWN_ENTRIES[specifier as keyof typeof OWN_ENTRIES];
        return { url: entryPointUrl(entry).href, shortCircuit: true };
      }
      try {
        return next(specifier, context);
      } catch (error) {
        if (specifier !== 'zod') throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
    load: (url, context, next) => {
      if (!isUserModule(url)) return next(url, context);
      const file = fileURLToPath(url);
      loadedFiles.add(file);
      const format = FORMATS_OF_MODULES[extname(file)];
      const isMistaken = format !== undefined && context.format?.startsWith('commonjs') === true && isModule(file);
      return next(url, isMistaken ? { ...context, format } : context);
    },
  });
};

const ownFolder = new URL('.', entryPointUrl('index')).href;

const isUserModule = (url: string): boolean =>
  url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(ownFolder);

const FORMATS_OF_MODULES: Readonly<Record<string, string>> = { '.js': 'module', '.ts': 'module-typescript' };

const MODULE_SYNTAX = /^\s*(?:import|export)\b/m;

/** Whether a file has the syntax of modules, and could not be CommonJS. */
const isModule = (file: string): boolean => {
  const text = readFileSync(file, 'utf8');
  if (!MODULE_SYNTAX.test(text)) return false;
  try {
    compileFunction(file.endsWith('.ts') ? stripTypeScriptTypes(text) : text, COMMONJS_NAMES);
    return false;
  } catch {
    return true;
  }
};

const COMMONJS_NAMES = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Imports the check of a user's module. @throws {NoCheckError} when its default export is none. */
export const loadCheck = async (file: string): Promise<Check> => {
  // With a second argument the bundler leaves it an import: `require` takes no module that awaits at its top.
  const module = await import(pathToFileURL(file).href, { with: {} });
  if (typeof module.default?.run !== 'function') throw new NoCheckError(module.default, Object.keys(module));
  return module.default;
};

/** The default export of a module is no check. */
export class NoCheckError extends TypeError {
  constructor(value: unknown, names: readonly string[]) {
    const others = names.filter((name) => name !== 'default' && name !== 'module.exports');
    const found = others.length === 0 ? '' : `; it exports ${others.join(', ')}`;
    super(
      value === undefined
        ? `it has no default export: write "export default defineCheck({ ... })"${found}`
        : 'its default export is no check: it has no run()',
    );
  }
}
