import { readFile } from 'node:fs/promises';

const FIELD_PATTERN = /^ {4}'([^']+)'(\??): (\{\n(?: {8}.*\n)+ {4}\}|.+);$/gm;
const TYPE_NAME = /\b(?:V\d\w*|CoreV1\w*|EventsV1\w*|IntOrString)\b/g;

/** What the client declares by hand, as JSON has it. */
const HAND_WRITTEN: Readonly<Record<string, string>> = {
  IntOrString: 'number | string',
  V1MicroTime: 'Date',
};

/**
 * Declarations of these models of `@kubernetes/client-node`, and of all that they refer to: their fields alone, so that
 * users get the types of API objects without the client.
 */
export const apiTypes = async (root: string, names: Iterable<string>): Promise<string> => {
  const declared = new Map<string, string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (declared.has(name)) continue;
    const type = HAND_WRITTEN[name] ?? (await readModel(root, name));
    declared.set(name, type);
    for (const [reference] of type.matchAll(TYPE_NAME)) open.push(reference);
  }
  return [...declared.keys()]
    .toSorted()
    .map((name) => `export type ${name} = ${declared.get(name)};\n`)
    .join('');
};

const readModel = async (root: string, name: string): Promise<string> => {
  const path = `${root}node_modules/@kubernetes/client-node/dist/gen/models/${name}.d.ts`;
  const fields = [...(await readFile(path, 'utf8')).matchAll(FIELD_PATTERN)];
  if (fields.length === 0) throw new Error(`${path}: no fields were found in it`);
  const texts = fields.map(([, field, optional, type = '']) => `'${field}'${optional}: ${type.replace(/\s+/g, ' ')}`);
  return `{ ${texts.join('; ')} }`;
};
