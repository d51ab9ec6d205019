import type * as yaml from 'yaml';
import type { Problem } from './problem.ts';
import { type Entry, type Located, type Mapping, type Path, type Place, pathText } from './source-position.ts';

/** More nodes than any honest file has: aliases of aliases grow without limit. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;

export interface Parsed {
  /** Absent when the text is no YAML mapping. */
  readonly tree?: Mapping;
  readonly problems: readonly Problem[];
}

/**
 * One YAML 1.2 document as a tree that knows its lines. Duplicate keys, unknown tags, further documents, merge keys and
 * aliases that expand without end are problems, told together where the rest can still be read.
 */
export const parseFile = async (file: string, text: string): Promise<Parsed> => {
  const library = await import('yaml');
  const lines = new library.LineCounter();
  const document = documentOf(library, text, lines);
  if (document === undefined) return { problems: [{ message: `${file}: nested too deeply to be read` }] };
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    place: at(error.pos[0]),
    message: error.code === 'MULTIPLE_DOCS' ? 'a file holds one document: give the others a file each' : error.message,
  }));
  if (problems.length > 0) return { problems };
  if (document.contents === null) return { problems: [{ message: `${file}: the file is empty; {} would do` }] };
  const reading: Reading = { library, at, problems, anchors: new Map(), nodes: 0, stopped: false };
  const tree = readNode(document.contents, [], reading);
  if (tree.kind === 'mapping') return { tree, problems };
  const what = tree.kind === 'list' ? 'a list' : JSON.stringify(tree.value);
  return { problems: [...problems, { place: tree.place, message: `the file has to be a mapping, this is ${what}` }] };
};

/** Undefined when it is nested so deeply that the parser's own recursion ends. */
const documentOf = (library: typeof yaml, text: string, lineCounter: yaml.LineCounter) => {
  try {
    const document = library.parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false });
    return document.errors.some(({ message }) => message.includes('call stack')) ? undefined : document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

interface Reading {
  readonly library: typeof yaml;
  readonly at: (offset: number) => Place;
  readonly problems: Problem[];
  readonly anchors: Map<string, yaml.Node>;
  nodes: number;
  stopped: boolean;
}

const readNode = (node: unknown, path: Path, reading: Reading): Located => {
  const { library, anchors } = reading;
  const place = reading.at(library.isNode(node) ? (node.range?.[0] ?? 0) : 0);
  reading.nodes++;
  if (isTooMuch(path, place, reading)) return { kind: 'scalar', value: null, place };
  if (library.isAlias(node)) return readAlias(node.source, path, place, reading);
  if ((library.isCollection(node) || library.isScalar(node)) && node.anchor !== undefined)
    anchors.set(node.anchor, node);
  if (library.isMap(node)) return { kind: 'mapping', entries: readEntries(node, path, reading), place };
  if (library.isSeq(node)) {
    return { kind: 'list', items: node.items.map((item, index) => readNode(item, [...path, index], reading)), place };
  }
  return { kind: 'scalar', value: library.isScalar(node) ? scalarOf(node.value) : null, place };
};

const readAlias = (name: string, path: Path, place: Place, reading: Reading): Located => {
  const node = reading.anchors.get(name);
  if (node !== undefined) return readNode(node, path, reading);
  reading.problems.push({ place, message: `${pathText(path)}: no anchor "${name}" stands before this alias` });
  return { kind: 'scalar', value: null, place };
};

const readEntries = (map: yaml.YAMLMap, path: Path, reading: Reading): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    const place = reading.at((key as Partial<yaml.Scalar> | null)?.range?.[0] ?? 0);
    const name = reading.library.isScalar(key) ? String(key.value) : undefined;
    const message = keyProblem(name, path, entries);
    if (message !== undefined) reading.problems.push({ place, message });
    else entries.set(String(name), { place, value: readNode(value, [...path, String(name)], reading) });
  }
  return entries;
};

const keyProblem = (name: string | undefined, path: Path, entries: ReadonlyMap<string, Entry>): string | undefined => {
  if (name === undefined) return 'a key has to be plain text';
  if (name === '<<') return `${pathText([...path, name])}: merge keys are not part of YAML 1.2`;
  const before = entries.get(name);
  if (before === undefined) return undefined;
  return `${pathText([...path, name])}: the key "${name}" stands twice in one mapping, first in line ${before.place.line}`;
};

const isTooMuch = (path: Path, place: Place, reading: Reading): boolean => {
  const tooMuch = reading.nodes > MAX_NODES || path.length > MAX_DEPTH;
  if (tooMuch && !reading.stopped) {
    reading.stopped = true;
    reading.nodes = MAX_NODES;
    const message = `expands to more than ${MAX_NODES} values or ${MAX_DEPTH} levels: is an alias within an alias meant?`;
    reading.problems.push({ place, message });
  }
  return reading.stopped;
};

const scalarOf = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
