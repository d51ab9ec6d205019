import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Plugin } from 'rolldown';
import { checks } from '../checks/index.ts';
import type { Check } from '../src/check/check.ts';
import { isProbeName } from '../src/probes/index.ts';

const LIST_PATH = fileURLToPath(new URL('../checks/index.ts', import.meta.url));
const VIRTUAL_PREFIX = '\0checks:';

/** Checks of a group are judged together and share a chunk; one that asks a service is mostly wanted alone. */
const chunkOf = ({ group, name, needs }: Check): string => `checks-${needs.some(isProbeName) ? name : group}`;

const checksByChunk = Map.groupBy(checks, chunkOf);

/** The entries that hold the parameters and the code of the checks. */
export const checkEntries: Readonly<Record<string, string>> = Object.fromEntries(
  [...checksByChunk.keys()].map((chunk) => [chunk, VIRTUAL_PREFIX + chunk]),
);

/**
 * Makes the list of checks plain data in the bundle, with what their schemas make of nothing; the parameters and the code of a
 * check are loaded when they are first read. Building all schemas takes longer than printing the list
 * (docs/decisions/0009-tricks-of-the-bundle.md).
 */
export const lazyCatalogue: Plugin = {
  name: 'lazy-catalogue',
  resolveId: (source) => {
    if (source.startsWith(VIRTUAL_PREFIX)) return source;
    return source.startsWith('./checks-') ? { id: source, external: true } : null;
  },
  load: (id) => {
    if (id.startsWith(VIRTUAL_PREFIX)) return chunkText(checksByChunk.get(id.slice(VIRTUAL_PREFIX.length)) ?? []);
    return id === LIST_PATH ? `export const checks = [${checks.map(listedCheckText).join(',\n')}];` : null;
  },
};

/** A module that exports checks by name. */
const chunkText = (members: readonly Check[]): string =>
  members
    .map(({ group, name }) => {
      const path = fileURLToPath(new URL(`../checks/${group}/${name}.ts`, import.meta.url));
      return `export { default as ${exportNameOf(name)} } from ${JSON.stringify(path)};`;
    })
    .join('\n');

const exportNameOf = (name: string): string => name.replaceAll('-', '_');

/** A check of the list as an object literal: its plain data, and getters that load the rest. */
const listedCheckText = (check: Check): string => {
  const loaded = `require('./${chunkOf(check)}.cjs').${exportNameOf(check.name)}`;
  const properties = Object.entries({ ...check, ...defaultsOf(check) }).map(([key, value]) =>
    key === 'params' || typeof value === 'function'
      ? `get ${key}() { return ${loaded}.${key}; }`
      : `${key}: ${JSON.stringify(value)}`,
  );
  return `{ ${properties.join(', ')} }`;
};

/** The parameters without any that are written; none where some must be, or where JSON cannot say them. */
const defaultsOf = ({ params }: Check): { readonly defaults?: Record<string, unknown> } => {
  const { data } = params.safeParse({});
  return data !== undefined && isDeepStrictEqual(JSON.parse(JSON.stringify(data)), data) ? { defaults: data } : {};
};
