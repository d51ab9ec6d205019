import { readFile } from 'node:fs/promises';

const FIELD_PATTERN = /^ {4}'([^']+)'(\??): (\{\n(?: {8}.*\n)+ {4}\}|.+);$/gm;
const IMPORT_PATTERN = /^import \{ ([\w, ]+) \} from/gm;

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
    const { type, references } = await readModel(root, name);
    declared.set(name, type);
    open.push(...references);
  }
  return [...declared.keys()]
    .toSorted()
    .map((name) => `export type ${name} = ${declared.get(name)};\n`)
    .join('');
};

interface Model {
  readonly type: string;
  /** Names of other models in it. */
  readonly references: readonly string[];
}

const readModel = async (root: string, name: string): Promise<Model> => {
  const written = HAND_WRITTEN[name];
  if (written !== undefined) return { type: written, references: [] };
  const path = `${root}node_modules/@kubernetes/client-node/dist/gen/models/${name}.d.ts`;
  const text = await readFile(path, 'utf8');
  const fields = [...text.matchAll(FIELD_PATTERN)];
  if (fields.length === 0) throw new Error(`${path}: no fields were found in it`);
  const texts = fields.map(([, field, optional, type = '']) => `'${field}'${optional}: ${type.replace(/\s+/g, ' ')}`);
  const references = [...text.matchAll(IMPORT_PATTERN)].flatMap(([, imported = '']) => imported.split(/, */));
  return { type: `{ ${texts.join('; ')} }`, references };
};
