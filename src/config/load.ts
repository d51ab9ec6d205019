import type { CheckMetadata, Registration } from '../check/check.ts';
import type { IgnoreRule } from '../findings/ignore-rule.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { suggestAlternatives } from '../text/nearest-word.ts';
import { type ConfigSources, configFiles, readFailure } from './file/config-files.ts';
import { type ConfigProblem, configError, MAX_LISTED_PROBLEMS, pathProblem } from './file/config-problem.ts';
import type { ConfigTree } from './file/config-tree.ts';
import { explainIssue } from './file/explain-issue.ts';
import { issueProblems } from './file/issue-problems.ts';
import { type FileText, type MergedFiles, mergeFiles, readFiles } from './file/read-files.ts';
import type { FileConfig } from './file/schema.ts';
import {
  identifyRegistration,
  type RegisteredUsage,
  type RegistrationIdentity,
  readUnusedTunings,
  registerUsages,
} from './registrations/register.ts';
import { findMentioned } from './registrations/schema-parts.ts';
import { secretReader } from './registrations/secret-reader.ts';
import { type CheckUsage, CLUSTER_SERVICE, declaredServices, findUsages, MAX_USAGES } from './registrations/usages.ts';

/** The config files, merged, before anything is made of them. */
export interface ConfigFiles extends MergedFiles {
  /** Files that were read, in their order; none is fine. */
  readonly files: readonly string[];
}

export interface LoadOptions extends ConfigSources {
  /** The files where they were read already: a pipe can be read only once. */
  readonly read?: ConfigFiles | undefined;
  readonly catalogue: readonly CheckMetadata[];
  readonly redactor: Pick<Redactor, 'register'>;
  /** Aborts when the run has to end: a long configuration is given up. */
  readonly ended?: AbortSignal;
  /** Of `-t`, in milliseconds; 0 or absent: each check's own. */
  readonly timeoutMs?: number;
}

/** The config files with what their services use, before they are validated. */
export interface ConfigSource extends ConfigFiles {
  /** What the services use. */
  readonly usages: readonly RegistrationIdentity[];
  readonly checkUsages: readonly CheckUsage[];
}

/** The configuration, whole and checked. */
export interface KavmonConfig {
  /** Files that were read, in their order; none is fine. */
  readonly files: readonly string[];
  readonly cluster: string | null;
  /** Null: not configured. */
  readonly namespaces: readonly string[] | null;
  /** Every service that a filter may name, `cluster` first. */
  readonly services: readonly string[];
  /** Every name that a filter may use: of checks, also unused ones, and of registrations. */
  readonly names: readonly string[];
  readonly registrations: readonly Registration[];
  readonly ignores: readonly IgnoreRule[];
  /** Attributes for every metric. */
  readonly metricLabels: Readonly<Record<string, string>>;
  /** Where alerts are sent; null: the configuration says nothing of it. */
  readonly alertmanager: FileConfig['alertmanager'] | null;
  /** What it was made of, for `config view`. */
  readonly origin: { readonly tree: ConfigTree; readonly registered: readonly RegisteredUsage[] };
}

/**
 * Reads the config files, merges them in order, and makes registrations of services and catalogue.
 * @throws {UsageError} with every problem of every file, each with file, line and column.
 */
export const loadConfig = async (options: LoadOptions): Promise<KavmonConfig> =>
  resolveConfig(
    findConfigUsages(options.read ?? (await mergeConfigFiles(await readConfigFiles(options))), options),
    options,
  );

/**
 * Reads the config files as they stand.
 * @throws {UsageError} when it cannot be seen which files there are.
 */
export const readConfigFiles = async (options: ConfigSources): Promise<readonly FileText[]> => {
  const files = await configFiles(options).catch((error) => {
    throw configError([{ message: `${options.systemFolder ?? 'the system folder'}: ${readFailure(error)}` }]);
  });
  return readFiles(files, options.cwd);
};

/** Parses the files and merges them in order. */
export const mergeConfigFiles = async (texts: readonly FileText[], ended?: AbortSignal): Promise<ConfigFiles> => ({
  files: texts.map(({ file }) => file),
  ...(await mergeFiles(texts, ended)),
});

/**
 * Finds what the services of the files use.
 * @throws {UsageError} when that is more than one run can hold.
 */
export const findConfigUsages = (files: ConfigFiles, { catalogue }: Pick<LoadOptions, 'catalogue'>): ConfigSource => {
  const checkUsages = findUsages(files.tree.value, catalogue);
  refuseTooMany(checkUsages);
  return { ...files, checkUsages, usages: checkUsages.map(identifyRegistration) };
};

/**
 * Makes registrations of the files that were read.
 * @throws {UsageError} with every problem of every file, each with file, line and column.
 */
export const resolveConfig = async (source: ConfigSource, options: LoadOptions): Promise<KavmonConfig> => {
  const { files, tree, checkUsages } = source;
  const problems: ConfigProblem[] = [...source.problems];
  const settings = await validateTree(tree, options.catalogue, problems);
  const { env, cwd, redactor, catalogue, timeoutMs = 0, ended } = options;
  const readSecret = secretReader(env, cwd, redactor);
  const registered = await registerUsages(checkUsages, { tree, readSecret, timeoutMs, problems, ended });
  await readUnusedTunings(await findUnusedTunings(tree, catalogue, checkUsages), { tree, readSecret, problems });
  refuseUnknownIgnores(settings, selectableNames(catalogue, registered), tree, problems);
  if (problems.length > 0) throw configError(problems);
  return {
    files,
    cluster: env.KAVMON_CLUSTER || settings.cluster || null,
    namespaces: settings.namespaces ?? null,
    services: [CLUSTER_SERVICE, ...declaredServices(tree.value)],
    names: selectableNames(catalogue, registered),
    registrations: registered.map(({ registration }) => registration),
    ignores: settings.ignore ?? [],
    metricLabels: settings.metrics?.labels ?? {},
    alertmanager: settings.alertmanager ?? null,
    origin: { tree, registered },
  };
};

const refuseTooMany = (usages: readonly CheckUsage[]): void => {
  if (usages.length <= MAX_USAGES) return;
  const message = `services: they use more than ${MAX_USAGES} checks, which is the most for one run: split the configuration`;
  throw configError([{ message }]);
};

/**
 * Validates what the files say by the schema, first by one of the words that they mention: it knows what a file that is sound
 * needs, the whole one says what is wrong with another. Without a file there is nothing to validate.
 */
const validateTree = async (
  tree: ConfigTree,
  catalogue: readonly CheckMetadata[],
  problems: ConfigProblem[],
): Promise<Partial<FileConfig>> => {
  if (tree.documents.length === 0) return {};
  const { fileSchema } = await import('./file/schema.ts');
  const isMentioned = findMentioned(tree.value);
  const mentioned = catalogue.filter(({ name, module }) => module !== undefined || isMentioned(name));
  const quick = fileSchema(mentioned, isMentioned).safeParse(tree.value);
  if (quick.success) return quick.data;
  const parsed = fileSchema(catalogue).safeParse(tree.value, { error: explainIssue });
  problems.push(...issueProblems(parsed.error?.issues ?? [], tree));
  return parsed.data ?? {};
};

const findUnusedTunings = async (
  tree: ConfigTree,
  catalogue: readonly CheckMetadata[],
  usages: readonly CheckUsage[],
): Promise<readonly CheckUsage[]> => {
  if (tree.documents.length === 0) return [];
  const { unusedTuningUsages } = await import('./registrations/unused-tunings.ts');
  return unusedTuningUsages(tree.value, catalogue, usages);
};

/** Every name that a filter may use. */
const selectableNames = (
  catalogue: readonly CheckMetadata[],
  registered: readonly RegisteredUsage[],
): readonly string[] => [
  ...new Set([...catalogue.map(({ name }) => name), ...registered.map(({ registration }) => registration.name)]),
];

const refuseUnknownIgnores = (
  { ignore = [] }: Partial<FileConfig>,
  known: readonly string[],
  tree: ConfigTree,
  problems: ConfigProblem[],
): void => {
  const names = new Set(known);
  let unknown = 0;
  for (const [index, { check }] of ignore.entries()) {
    if (check === undefined || names.has(check)) continue;
    unknown++;
    // To compare each of many with each of many names takes minutes, and nobody is told so many.
    const message = `unknown check "${check}"${unknown > MAX_LISTED_PROBLEMS ? '' : `: ${suggestAlternatives(check, known)}`}`;
    problems.push(pathProblem(tree, ['ignore', index, 'check'], message));
  }
};
