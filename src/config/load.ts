import { resolve } from 'node:path';
import type { Described, Registration } from '../check/check.ts';
import type { Ignore } from '../findings/ignore.ts';
import type { Json } from '../model/json.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { alternatives } from '../text/nearest.ts';
import { configFiles, readFailure, type Sources } from './file/files.ts';
import { explainIssue, problemsOf } from './file/issues.ts';
import { type Parsed, parseFile } from './file/parse.ts';
import { configError, type Problem } from './file/problem.ts';
import type { FileConfig } from './file/schema.ts';
import { type Mapping, mergeMappings, pathText, placeAt, plain } from './file/source-position.ts';
import {
  identify,
  type Registered,
  type RegistrationIdentity,
  readUnused,
  register,
} from './registrations/register.ts';
import { secretReader } from './registrations/secret-reader.ts';
import { CLUSTER, servicesOf, type Use, usesOf } from './registrations/usages.ts';

export interface LoadOptions extends Sources {
  readonly catalogue: readonly Described[];
  readonly redactor: Pick<Redactor, 'register'>;
  /** Of `-t`, in milliseconds; 0 or absent: each check's own. */
  readonly timeoutMs?: number;
}

/** The config files as they stand, merged, before they are known to be sound. */
export interface ConfigSource {
  /** Files that were read, in their order; none is fine. */
  readonly files: readonly string[];
  /** How long they are together. */
  readonly characters: number;
  /** What the services use. */
  readonly usages: readonly RegistrationIdentity[];
  readonly tree: Mapping;
  readonly uses: readonly Use[];
  readonly problems: readonly Problem[];
}

/** The configuration, whole and checked. */
export interface Config {
  /** Files that were read, in their order; none is fine. */
  readonly files: readonly string[];
  readonly cluster: string | null;
  /** Null: not said. */
  readonly namespaces: readonly string[] | null;
  /** Every service that a filter may name, `cluster` first. */
  readonly services: readonly string[];
  /** Every name that a filter may use: of checks, also unused ones, and of registrations. */
  readonly names: readonly string[];
  readonly registrations: readonly Registration[];
  readonly ignores: readonly Ignore[];
  /** Attributes for every metric. */
  readonly metricLabels: Readonly<Record<string, string>>;
  /** What it was made of, for `config view`. */
  readonly origin: { readonly tree: Mapping; readonly registered: readonly Registered[] };
}

/**
 * Reads the config files, merges them in order, and makes registrations of services and catalogue.
 * @throws {UsageError} with every problem of every file, each with file, line and column.
 */
export const loadConfig = async (options: LoadOptions): Promise<Config> =>
  resolveConfig(await readConfigSource(options), options);

/**
 * Reads the config files and merges them in order.
 * @throws {UsageError} when it cannot be seen which files there are.
 */
export const readConfigSource = async (options: LoadOptions): Promise<ConfigSource> => {
  const files = await configFiles(options).catch((error) => {
    throw configError([{ message: `${options.systemFolder ?? 'the system folder'}: ${readFailure(error)}` }]);
  });
  const problems: Problem[] = [];
  const { tree, characters } = await readFiles(files, options, problems);
  const uses = usesOf(tree, options.catalogue);
  return { files, characters, tree, uses, usages: uses.map(identify), problems };
};

/**
 * Makes registrations of the files that were read.
 * @throws {UsageError} with every problem of every file, each with file, line and column.
 */
export const resolveConfig = async (source: ConfigSource, options: LoadOptions): Promise<Config> => {
  const { files, tree, uses } = source;
  const problems: Problem[] = [...source.problems];
  const settings = await checkFile(tree, options.catalogue, problems);
  const { env, cwd, redactor, catalogue, timeoutMs = 0 } = options;
  const readSecret = secretReader(env, cwd, redactor);
  const registered = await register(uses, { tree, readSecret, timeoutMs, problems });
  await readUnused(await unusedOf(tree, catalogue, uses), { tree, readSecret, problems });
  refuseUnknownIgnores(settings, namesOf(catalogue, registered), tree, problems);
  if (problems.length > 0) throw configError(problems);
  return {
    files,
    cluster: env.KAVMON_CLUSTER || settings.cluster || null,
    namespaces: settings.namespaces ?? null,
    services: [CLUSTER, ...servicesOf(tree)],
    names: namesOf(catalogue, registered),
    registrations: registered.map(({ registration }) => registration),
    ignores: settings.ignore ?? [],
    metricLabels: settings.metrics?.labels ?? {},
    origin: { tree, registered },
  };
};

const NO_FILE: Mapping = { kind: 'mapping', entries: new Map(), place: { file: '', line: 1, column: 1 } };

const readFiles = async (
  files: readonly string[],
  { cwd }: LoadOptions,
  problems: Problem[],
): Promise<Pick<ConfigSource, 'tree' | 'characters'>> => {
  const read = await Promise.all(files.map((file) => readOne(file, resolve(cwd, file))));
  const characters = read.reduce((sum, { text = '' }) => sum + text.length, 0);
  const parsed = await Promise.all(read.map((one) => (one.text === undefined ? one : parseFile(one.file, one.text))));
  for (const one of parsed) problems.push(...one.problems);
  const trees = parsed.flatMap(({ tree }) => tree ?? []);
  return { tree: trees.length === 0 ? NO_FILE : trees.reduce(mergeMappings), characters };
};

/** The text of a file, or why there is none. */
interface Read extends Parsed {
  readonly file: string;
  readonly text?: string;
}

const readOne = async (file: string, path: string): Promise<Read> => {
  try {
    const { readText } = await import('./file/read-text.ts');
    return { file, text: await readText(path), problems: [] };
  } catch (error) {
    return { file, problems: [{ message: `${file}: ${readFailure(error)}` }] };
  }
};

/** Without a file there is nothing to check. */
const checkFile = async (
  tree: Mapping,
  catalogue: readonly Described[],
  problems: Problem[],
): Promise<Partial<FileConfig>> => {
  if (tree === NO_FILE) return {};
  const { fileSchema } = await import('./file/schema.ts');
  const value = plain(tree);
  const ofFew = fileSchema(mentioned(catalogue, value)).safeParse(value);
  if (ofFew.success) return ofFew.data;
  const parsed = fileSchema(catalogue).safeParse(value, { error: explainIssue });
  problems.push(...problemsOf(parsed.error?.issues ?? [], tree));
  return parsed.data ?? {};
};

const unusedOf = async (tree: Mapping, catalogue: readonly Described[], uses: readonly Use[]) => {
  if (tree === NO_FILE) return [];
  const { unusedTunings } = await import('./registrations/unused-tunings.ts');
  return unusedTunings(tree, catalogue, uses);
};

const namesOf = (catalogue: readonly Described[], registered: readonly Registered[]): readonly string[] => [
  ...new Set([...catalogue.map(({ name }) => name), ...registered.map(({ registration }) => registration.name)]),
];

/** A schema takes time to make: a file that is sound needs none of a check that it does not name. */
const mentioned = (catalogue: readonly Described[], value: Json): readonly Described[] => {
  const text = JSON.stringify(value);
  return catalogue.filter(({ name, module }) => module !== undefined || text.includes(`"${name}"`));
};

const refuseUnknownIgnores = (
  { ignore = [] }: Partial<FileConfig>,
  known: readonly string[],
  tree: Mapping,
  problems: Problem[],
): void => {
  for (const [index, { check }] of ignore.entries()) {
    if (check === undefined || known.includes(check)) continue;
    const path = ['ignore', index, 'check'];
    problems.push({
      place: placeAt(tree, path),
      message: `${pathText(path)}: unknown check "${check}": ${alternatives(check, known)}`,
    });
  }
};
