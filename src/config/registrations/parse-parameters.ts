import type * as z from 'zod';
import type { Json } from '../../model/json.ts';
import type { SecretReference } from '../../params/secret.ts';
import { type ConfigProblem, pathProblem } from '../file/config-problem.ts';
import type { ConfigTree } from '../file/config-tree.ts';
import { explainIssue } from '../file/explain-issue.ts';
import { issueProblems } from '../file/issue-problems.ts';
import { type JsonObject, pathKey, replaceAll, valueAt } from '../file/json-tree.ts';
import { type ConfigPath, formatPath } from '../file/source-position.ts';
import { findSecretFields, plainTextProblem, referenceIn, type SecretField } from './secret-fields.ts';
import { describeReference, type SecretOutcome } from './secret-reader.ts';
import type { CheckUsage } from './usages.ts';

/** What the parameters of every registration are parsed with. */
export interface ParseContext {
  readonly tree: ConfigTree;
  readonly readSecret: (reference: SecretReference) => Promise<SecretOutcome>;
  /** Takes what the files have wrong. */
  readonly problems: ConfigProblem[];
}

/** The parameters of one registration, as the files have them. */
export interface ParsedParameters {
  /** Input of the check's schema, with the values of secrets. */
  readonly params: Json;
  /** With empty text for secrets that are not there. */
  readonly parsed: z.ZodSafeParseResult<Record<string, unknown>>;
  /** Secrets that the environment does not have. */
  readonly missing: readonly string[];
  /** What is wrong with the form of secrets that it has, without their values. */
  readonly malformed: readonly string[];
}

/** Resolves the secrets of a registration and parses its parameters; what the files have wrong is added to the problems. */
export const parseParameters = async (
  usage: CheckUsage,
  merged: JsonObject,
  context: ParseContext,
): Promise<ParsedParameters> => {
  const fields = findSecretFields(usage.check.params, merged);
  for (const field of fields) refusePlainText(usage, field, context);
  const secrets = await resolveSecrets(merged, fields, context);
  const parsed = usage.check.params.safeParse(secrets.complete, { error: explainIssue });
  const malformed = sortIssues(usage, parsed.error?.issues ?? [], { fields, missing: secrets.missing }, context);
  return { params: secrets.params, parsed, missing: [...secrets.missing.values()], malformed };
};

/** Adds to the problems what the files have wrong, and returns what is wrong with the values of secrets. */
const sortIssues = (
  usage: CheckUsage,
  issues: readonly z.core.$ZodIssue[],
  { fields, missing }: { readonly fields: readonly SecretField[]; readonly missing: ResolvedSecrets['missing'] },
  context: ParseContext,
): string[] => {
  const failures: string[] = [];
  const fieldAt = new Map(fields.map((field) => [pathKey(field.path), field]));
  for (const issue of issues) {
    const field = fieldAbove(issue.path, fieldAt);
    const reference = field === undefined ? undefined : referenceIn(field);
    if (field === undefined || reference === undefined) reportIssue(usage, issue, missing.size > 0, context);
    else if (!missing.has(field))
      failures.push(`${formatPath(issue.path)} from ${describeReference(reference)}: ${issue.message}`);
  }
  return failures;
};

/** The field at a path or above it: a secret holds no further one. */
const fieldAbove = (path: ConfigPath, fieldAt: ReadonlyMap<string, SecretField>): SecretField | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const field = fieldAt.get(pathKey(path.slice(0, length)));
    if (field !== undefined) return field;
  }
  return undefined;
};

const refusePlainText = (usage: CheckUsage, field: SecretField, { tree, problems }: ParseContext): void => {
  const message = plainTextProblem(field);
  if (message !== undefined) problems.push(pathProblem(tree, pathInFile(usage, field.path, tree.value), message));
};

interface ResolvedSecrets {
  /** The parameters with the values of the secrets that could be resolved. */
  readonly params: Json;
  /** The same with empty text for what could not be resolved, so that the rest can be parsed. */
  readonly complete: Json;
  /** Why a secret is not there. */
  readonly missing: ReadonlyMap<SecretField, string>;
}

const resolveSecrets = async (
  merged: JsonObject,
  fields: readonly SecretField[],
  { readSecret }: ParseContext,
): Promise<ResolvedSecrets> => {
  const known = new Map<string, Json>();
  const unknown = new Map<string, Json>();
  const missing = new Map<SecretField, string>();
  for (const field of fields) {
    const reference = referenceIn(field);
    if (reference === undefined) continue;
    const outcome = await readSecret(reference);
    if ('value' in outcome) known.set(pathKey(field.path), outcome.value);
    else {
      unknown.set(pathKey(field.path), '');
      missing.set(field, `${outcome.failure} (for ${formatPath(field.path)})`);
    }
  }
  const params = replaceAll(merged, known);
  return { params, complete: replaceAll(params, unknown), missing };
};

/** The schema of the file reports unknown parameters; with a secret missing, rules over several parameters prove nothing. */
const reportIssue = (
  usage: CheckUsage,
  issue: z.core.$ZodIssue,
  isPartial: boolean,
  { tree, problems }: ParseContext,
): void => {
  const isReported = issue.code === 'unrecognized_keys' && issue.path.length === 0;
  if (isReported || (isPartial && issue.code === 'custom')) return;
  const path = pathInFile(usage, issue.path, tree.value);
  problems.push(...issueProblems([issue], tree, path.slice(0, path.length - issue.path.length)));
};

/** The path of a parameter in the configuration: in the registration itself, else in the tuning of its check. */
export const pathInFile = (
  { settings, path, check }: CheckUsage,
  parameter: ConfigPath,
  config: JsonObject,
): ConfigPath => {
  const tuning = ['checks', check.name];
  const tuned = valueAt(config, tuning);
  const isOnlyTuned = (part: ConfigPath) => valueAt(settings, part) === undefined && valueAt(tuned, part) !== undefined;
  const base = isOnlyTuned(parameter) || isOnlyTuned(parameter.slice(0, 1)) ? tuning : path;
  return [...base, ...parameter];
};
