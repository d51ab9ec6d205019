import * as yaml from 'yaml';
import type { Json } from '../../model/json.ts';
import { isKeptExactly } from '../../text/exact-number.ts';
import { yamlErrorText } from '../../text/yaml-error.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { ConfigDocument } from './config-tree.ts';
import { isMapping, type JsonObject } from './json-tree.ts';
import { MAX_NODES, parseDocument, type Unparsed } from './parse-document.ts';
import { placeholderProblem, unescapePlaceholders } from './placeholders.ts';
import { type ConfigPath, formatPath, type SourcePosition } from './source-position.ts';
import { keyName, nodeAt, offsetOf } from './yaml-nodes.ts';

const MAX_DEPTH = 100;
/** Of the path to what is beyond the limits. */
const SHOWN_DEPTH = 4;

export interface ParsedFile {
  /** Absent when the text is no YAML mapping. */
  readonly document?: ConfigDocument;
  readonly problems: readonly ConfigProblem[];
}

/** What one configuration may still hold, for all of its files. */
export interface ValueBudget {
  /** Values that were read so far. */
  nodes: number;
}

/**
 * One YAML 1.2 document with the positions of its values. Duplicate keys, unknown tags, further documents, merge keys and
 * aliases that expand without end are problems, reported together where the rest can still be read.
 */
export const parseFile = (file: string, text: string, budget: ValueBudget = { nodes: 0 }): ParsedFile => {
  const lines = new yaml.LineCounter();
  const document = parseDocument(text, lines);
  const positionOf = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if ('beyond' in document) return { problems: [unparsedProblem(document, file, positionOf)] };
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    position: positionOf(error.pos[0]),
    message:
      error.code === 'MULTIPLE_DOCS'
        ? 'a file holds one document: give the others a file each'
        : yamlErrorText(error.message),
  }));
  if (problems.length > 0) return { problems };
  if (document.contents === null) return { problems: [{ message: `${file}: the file is empty; {} would do` }] };
  const state: ReadState = { positionOf, problems, anchors: new Map(), budget, isStopped: false };
  const value = readNode(document.contents, [], state);
  if (state.isStopped) return { problems: problems.slice(-1) };
  if (!isMapping(value)) {
    const kind = Array.isArray(value) ? 'a list' : JSON.stringify(value);
    const message = `the file has to be a mapping, this is ${kind}`;
    return { problems: [...problems, { position: positionOf(offsetOf(document.contents)), message }] };
  }
  const positionAt: ConfigDocument['positionAt'] = (path, part) => {
    const node = nodeAt(document, path, part);
    return node === undefined ? undefined : positionOf(offsetOf(node));
  };
  return { document: { value, positionAt }, problems };
};

const unparsedProblem = (
  unparsed: Unparsed,
  file: string,
  positionOf: (offset: number) => SourcePosition,
): ConfigProblem =>
  unparsed.beyond === 'depth'
    ? { message: `${file}: nested too deeply to be read` }
    : {
        position: positionOf(unparsed.offset),
        message: `the configuration has more than ${MAX_NODES} values: split it into runs of their own`,
      };

interface ReadState {
  readonly positionOf: (offset: number) => SourcePosition;
  readonly problems: ConfigProblem[];
  readonly anchors: Map<string, yaml.Node>;
  readonly budget: ValueBudget;
  isStopped: boolean;
}

const readNode = (node: unknown, path: ConfigPath, state: ReadState): Json => {
  state.budget.nodes++;
  if (isBeyondLimits(node, path, state)) return null;
  if (yaml.isAlias(node)) return readAlias(node, path, state);
  if ((yaml.isCollection(node) || yaml.isScalar(node)) && node.anchor !== undefined)
    state.anchors.set(node.anchor, node);
  if (yaml.isMap(node)) return readMapping(node, path, state);
  if (yaml.isSeq(node)) return node.items.map((item, index) => readNode(item, [...path, index], state));
  return yaml.isScalar(node) ? readScalar(node, path, state) : null;
};

const readScalar = (node: yaml.Scalar, path: ConfigPath, state: ReadState): Json => {
  const problem = scalarProblem(node, path);
  if (problem !== undefined) {
    const message = `${formatPath(path)}: ${problem}`;
    state.problems.push({ position: state.positionOf(offsetOf(node)), message });
  }
  const value = scalarValue(node.value);
  return typeof value === 'string' ? unescapePlaceholders(value, path) : value;
};

const scalarProblem = ({ value, source }: yaml.Scalar, path: ConfigPath): string | undefined => {
  if (typeof value === 'string') return placeholderProblem(value, path);
  return typeof value === 'number' && isRounded(source ?? '') && !isSchemaBound(path)
    ? 'a number beyond 2^53 would be rounded: put it in quotes, or compare its digits by matches'
    : undefined;
};

const isRounded = (source: string): boolean => /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(source) && !isKeptExactly(source);

/** Bounds of a JSON Schema are often those of an integer of 64 bits, and not meant to the last digit. */
const isSchemaBound = (path: ConfigPath): boolean =>
  path.includes('schema') && /^(exclusive)?(minimum|maximum)$/i.test(String(path.at(-1)));

const readAlias = (alias: yaml.Alias, path: ConfigPath, state: ReadState): Json => {
  const node = state.anchors.get(alias.source);
  if (node !== undefined) return readNode(node, path, state);
  const message = `${formatPath(path)}: no anchor "${alias.source}" stands before this alias`;
  state.problems.push({ position: state.positionOf(offsetOf(alias)), message });
  return null;
};

const readMapping = (map: yaml.YAMLMap, path: ConfigPath, state: ReadState): JsonObject => {
  const entries = new Map<string, Json>();
  const lines = new Map<string, number>();
  for (const { key, value } of map.items) {
    const position = state.positionOf(offsetOf(key));
    const name = keyName(key);
    const message = keyProblem(name, path, lines);
    if (message !== undefined) state.problems.push({ position, message });
    if (message !== undefined || name === undefined) continue;
    lines.set(name, position.line);
    entries.set(name, readNode(value, [...path, name], state));
  }
  return Object.fromEntries(entries);
};

/** What is wrong with a key; `lines` has those of the keys before it. */
const keyProblem = (
  name: string | undefined,
  path: ConfigPath,
  lines: ReadonlyMap<string, number>,
): string | undefined => {
  if (name === undefined) return 'a key has to be plain text';
  if (name === '<<') return `${formatPath([...path, name])}: merge keys are not part of YAML 1.2`;
  const line = lines.get(name);
  if (line === undefined) return undefined;
  return `${formatPath([...path, name])}: the key "${name}" stands twice in one mapping, first in line ${line}`;
};

const isBeyondLimits = (node: unknown, path: ConfigPath, state: ReadState): boolean => {
  const isBeyond = state.budget.nodes > MAX_NODES || path.length > MAX_DEPTH;
  if (isBeyond && !state.isStopped) {
    state.isStopped = true;
    const at = path.length === 0 ? '' : `${formatPath(path.slice(0, SHOWN_DEPTH))}: `;
    const message = `${at}the configuration has more than ${MAX_NODES} values or ${MAX_DEPTH} levels: is an alias within an alias meant?`;
    state.problems.push({ position: state.positionOf(offsetOf(node)), message });
  }
  return state.isStopped;
};

const scalarValue = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
