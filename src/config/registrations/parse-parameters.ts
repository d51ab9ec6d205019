import type * as z from 'zod';
import type { Json } from '../../model/json.ts';
import type { SecretReference } from '../../params/secret.ts';
import { explainIssue, problemsOf } from '../file/issues.ts';
import type { Problem } from '../file/problem.ts';
import { type Located, type Mapping, type Path, pathText, placeAt, plain, valueAt } from '../file/source-position.ts';
import { plainTextProblem, referenceAt, type Spot, secretSpots } from './secret-fields.ts';
import { type Resolved, sourceText } from './secret-reader.ts';
import type { Use } from './usages.ts';

export interface Reading {
  readonly tree: Mapping;
  readonly readSecret: (reference: SecretReference) => Promise<Resolved>;
  readonly problems: Problem[];
}

/** What the files say of one registration. */
export interface Written {
  /** Input of the check's schema, secrets in place. */
  readonly params: Json;
  /** With empty text for secrets that are not there. */
  readonly parsed: z.ZodSafeParseResult<Record<string, unknown>>;
  /** What is wrong although the configuration is sound. */
  readonly failures: readonly string[];
}

/** Resolves the secrets of a registration and parses its parameters; what the files have wrong is added to the problems. */
export const readWritten = async (use: Use, merged: Mapping, reading: Reading): Promise<Written> => {
  const spots = secretSpots(use.check.params, merged);
  for (const spot of spots) refusePlainText(use, spot, reading);
  const secrets = await resolveSpots(spots, reading);
  const parsed = use.check.params.safeParse(plain(merged, secrets.placeholders), { error: explainIssue });
  const bad = sortIssues(use, parsed.error?.issues ?? [], { spots, isPartial: secrets.failures.length > 0 }, reading);
  return { params: plain(merged, secrets.values), parsed, failures: [...secrets.failures, ...bad] };
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
