import type * as z from 'zod';
import type { Json } from '../json.ts';
import type { SecretReference } from '../secret.ts';
import { explainIssue, problemsOf } from './issues.ts';
import { type Located, type Mapping, type Path, pathText, placeAt, plain, valueAt } from './located.ts';
import type { Problem } from './problem.ts';
import { plainTextProblem, type Resolved, referenceAt, type Spot, secretSpots } from './secrets.ts';
import type { Use } from './uses.ts';

/** Parameters of one registration, ready to be sent to where it runs. */
export interface Parameters {
  /** Input of the check's schema, secrets in place. */
  readonly params: Json;
  readonly repeatable: boolean;
  /** Why it cannot run although the configuration is sound: a secret that is not there, or is of no use. */
  readonly problem?: string;
}

export interface Reading {
  readonly tree: Mapping;
  readonly readSecret: (reference: SecretReference) => Promise<Resolved>;
  readonly problems: Problem[];
}

/**
 * Puts secrets in place and parses the parameters as the run will. What the files have wrong is added to the problems;
 * what the environment has wrong is the problem of this registration alone.
 */
export const readParameters = async (use: Use, merged: Mapping, reading: Reading): Promise<Parameters> => {
  if (isKnownToParse(use, merged))
    return { params: {}, repeatable: isRepeatable(use, () => use.check.params.parse({})) };
  const spots = secretSpots(use.check.params, merged);
  for (const spot of spots) refusePlainText(use, spot, reading);
  const secrets = await resolveSpots(spots, reading);
  const parsed = use.check.params.safeParse(plain(merged, secrets.placeholders), { error: explainIssue });
  const bad = sortIssues(use, parsed.error?.issues ?? [], { spots, isPartial: secrets.failures.length > 0 }, reading);
  const failures = [...secrets.failures, ...bad];
  return {
    params: plain(merged, secrets.values),
    repeatable: parsed.success && isRepeatable(use, () => parsed.data),
    ...(failures.length === 0 ? {} : { problem: failures.join('; ') }),
  };
};

/** Adds to the problems what the files have wrong, and returns what is wrong with the values of secrets. */
const sortIssues = (
  use: Use,
  issues: readonly z.core.$ZodIssue[],
  { spots, isPartial }: { readonly spots: readonly Spot[]; readonly isPartial: boolean },
  reading: Reading,
): string[] => {
  const failures: string[] = [];
  for (const issue of issues) {
    const spot = spotOf(issue, spots);
    const reference = spot === undefined ? undefined : referenceAt(spot);
    if (reference === undefined) reportIssue(use, issue, isPartial, reading);
    else if (!isPartial) failures.push(`${pathText(issue.path)} from ${sourceText(reference)}: ${issue.message}`);
  }
  return failures;
};

/** Built-in checks of cluster objects parse from nothing: a test of the catalogue holds that. */
const isKnownToParse = ({ check, isExplicit }: Use, merged: Mapping): boolean =>
  !isExplicit && merged.entries.size === 0 && check.module === undefined && check.needs.length > 0;

const isRepeatable = ({ check }: Use, params: () => unknown): boolean => {
  const { repeatable = true } = check;
  return typeof repeatable === 'boolean' ? repeatable : repeatable(params() as never);
};

const refusePlainText = (use: Use, spot: Spot, { tree, problems }: Reading): void => {
  const message = plainTextProblem(spot);
  if (message === undefined) return;
  const path = pathInFile(use, spot.path, tree);
  problems.push({ place: placeAt(tree, path), message: `${pathText(path)}: ${message}` });
};

interface ResolvedSpots {
  readonly values: ReadonlyMap<Located, Json>;
  /** The same with empty text for what could not be resolved, so that the rest can be parsed. */
  readonly placeholders: ReadonlyMap<Located, Json>;
  readonly failures: readonly string[];
}

const resolveSpots = async (spots: readonly Spot[], { readSecret }: Reading): Promise<ResolvedSpots> => {
  const values = new Map<Located, Json>();
  const placeholders = new Map<Located, Json>();
  const failures: string[] = [];
  for (const spot of spots) {
    const reference = referenceAt(spot);
    if (reference === undefined) continue;
    const resolved = await readSecret(reference);
    if ('value' in resolved) values.set(spot.node, resolved.value);
    else failures.push(`${resolved.failure} (for ${pathText(spot.path)})`);
    placeholders.set(spot.node, 'value' in resolved ? resolved.value : '');
  }
  return { values, placeholders, failures };
};

const spotOf = (issue: z.core.$ZodIssue, spots: readonly Spot[]): Spot | undefined =>
  spots.find(({ path }) => path.every((step, index) => issue.path[index] === step));

/** Unknown parameters were told by the schema of the file; with a secret missing, rules over several parameters prove nothing. */
const reportIssue = (use: Use, issue: z.core.$ZodIssue, isPartial: boolean, { tree, problems }: Reading): void => {
  const isTold = issue.code === 'unrecognized_keys' && issue.path.length === 0;
  if (isTold || (isPartial && issue.code === 'custom')) return;
  const path = pathInFile(use, issue.path, tree);
  problems.push(...problemsOf([issue], tree, path.slice(0, path.length - issue.path.length)));
};

/** Where a parameter stands: in the registration itself, else in the tuning of its check. */
const pathInFile = ({ own, path, check }: Use, parameter: Path, tree: Mapping): Path => {
  const [key] = parameter;
  const tuning: Path = ['checks', check.name];
  const isTuned = key !== undefined && !own.entries.has(String(key)) && valueAt(tree, [...tuning, key]) !== undefined;
  return [...(isTuned ? tuning : path), ...parameter];
};

/** Where a secret comes from, for people. */
export const sourceText = (reference: SecretReference): string =>
  'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
