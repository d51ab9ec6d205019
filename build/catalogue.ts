import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';
import { checks } from '../checks/index.ts';
import type { Check } from '../src/check/check.ts';
import { isProbe } from '../src/probes/index.ts';

const LIST = fileURLToPath(new URL('../checks/index.ts', import.meta.url));
const VIRTUAL = '\0checks:';

/** Checks of objects are judged together and lie together; one that asks a service is seldom wanted with all others. */
const fileOf = ({ group, name, needs }: Check): string => `checks-${needs.some(isProbe) ? name : group}`;

const files = Map.groupBy(checks, fileOf);

/** The entries that hold the parameters and the code of the checks. */
export const checkEntries: Readonly<Record<string, string>> = Object.fromEntries(
  [...files.keys()].map((file) => [file, VIRTUAL + file]),
);

/** Of these entries the ones that ask services. */
export const probeEntries: Readonly<Record<string, string>> = Object.fromEntries(
  checks.filter(({ needs }) => needs.some(isProbe)).map((check) => [fileOf(check), VIRTUAL + fileOf(check)]),
);

/**
 * In the bundle the list of checks tells what they are; their parameters and their code are loaded when they are first
 * asked for. A thousand schemas take longer to make than a list to print.
 */
export const lazyCatalogue: Plugin = {
  name: 'lazy-catalogue',
  resolveId: (source) => {
    if (source.startsWith(VIRTUAL)) return source;
    return source.startsWith('./checks-') ? { id: source, external: true } : null;
  },
  load: (id) => {
    if (id.startsWith(VIRTUAL)) return moduleOf(files.get(id.slice(VIRTUAL.length)) ?? []);
    return id === LIST ? `export const checks = [${checks.map(textOf).join(',\n')}];` : null;
  },
};

/** What one of the entries exports: its checks by name. */
const moduleOf = (members: readonly Check[]): string =>
  members
    .map(({ group, name }) => fileURLToPath(new URL(`../checks/${group}/${name}.ts`, import.meta.url)))
    .map((path, index) => `export { default as ${exportOf(members[index]?.name ?? '')} } from ${JSON.stringify(path)};`)
    .join('\n');

const exportOf = (name: string): string => name.replaceAll('-', '_');

/** A check as the list of the bundle has it: plain data, and a getter for what is none. */
const textOf = (check: Check): string => {
  const loaded = `require('./${fileOf(check)}.cjs').${exportOf(check.name)}`;
  const properties = Object.entries(check).map(([key, value]) =>
    key === 'params' || typeof value === 'function'
      ? `get ${key}() { return ${loaded}.${key}; }`
      : `${key}: ${JSON.stringify(value)}`,
  );
  return `{ ${properties.join(', ')} }`;
};
