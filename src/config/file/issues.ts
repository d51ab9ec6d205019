import type * as z from 'zod';
import { alternatives } from '../../text/nearest.ts';
import { limitText } from './limits.ts';
import type { Problem } from './problem.ts';
import { type Located, type Path, pathText, placeAt, valueAt } from './source-position.ts';

type Issue = z.core.$ZodIssue;

const REQUIRED = 'is required';

/** What zod found, as problems with their places. `base` is the path of the validated value inside `tree`. */
export const problemsOf = (issues: readonly Issue[], tree: Located, base: Path = []): Problem[] =>
  issues
    .filter((issue) => !isMisspelt(issue, issues))
    .flatMap((issue) => problemsOfIssue(issue, tree, [...base, ...issue.path]));

/** A key that is missing because another one is a misspelling of it: that one is told. */
const isMisspelt = ({ message, path }: Issue, issues: readonly Issue[]): boolean =>
  message === REQUIRED &&
  issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      pathText(other.path) === pathText(path.slice(0, -1)) &&
      other.message.includes(`did you mean "${String(path.at(-1))}"?`),
  );

const problemsOfIssue = (issue: Issue, tree: Located, path: Path): Problem[] => {
  const problem = (at: Path, message: string): Problem => ({
    place: placeAt(tree, at),
    message: at.length === 0 ? message : `${pathText(at)}: ${message}`,
  });
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => problem([...path, key], messages[index] ?? issue.message));
  }
  if (issue.code === 'invalid_key') return [problem(path, issue.issues[0]?.message ?? issue.message)];
  if (issue.code !== 'invalid_union') return [problem(path, issue.message)];
  if ('discriminator' in issue) return [noCheck(issue, tree, path, problem)];
  const branch = meantBranch(issue.errors);
  if (branch !== undefined) return problemsOf(branch, tree, path);
  return [problem(path, mismatch(issue))];
};

/** The branch of a union that was meant: of those that do not differ as a whole, the one with the fewest issues. */
const meantBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined =>
  branches.filter((branch) => !branch.some(isWholeMismatch)).toSorted((a, b) => a.length - b.length)[0];

const isWholeMismatch = (issue: Issue): boolean =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    (issue.code === 'invalid_union' && meantBranch(issue.errors) === undefined));

const mismatch = (issue: Issue): string => {
  const [first] = leaves(issue);
  if (first?.message === REQUIRED) return REQUIRED;
  const got = /, got .*$/.exec(first?.message ?? '')?.[0] ?? '';
  const expected = leaves(issue).map(({ message }) => message.replace(/^expected /, '').replace(/, got .*$/, ''));
  return `expected ${[...new Set(expected)].join(' or ')}${got}`;
};

const leaves = (issue: Issue): Issue[] =>
  issue.code === 'invalid_union' ? issue.errors.flatMap((branch) => branch.flatMap(leaves)) : [issue];

/** A key that is no check, and does not say which one it means. */
const noCheck = (
  issue: z.core.$ZodIssueInvalidUnion,
  tree: Located,
  path: Path,
  problem: (at: Path, message: string) => Problem,
): Problem => {
  const known = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const value = valueAt(tree, path);
  if (value !== undefined) {
    const name = value.kind === 'scalar' ? String(value.value) : '';
    return problem(path, `unknown check "${name}": ${alternatives(name, known)}`);
  }
  const key = String(path.at(-2));
  return problem(
    path.slice(0, -1),
    `unknown check "${key}": ${alternatives(key, known)}; a name of your own needs "check"`,
  );
};

/** Messages for people: what was expected and what stands there; never the value itself, which may be a secret. */
export const explainIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.inst);
    return issue.keys.map((key) => `unknown key "${key}": ${alternatives(key, known)}`).join('\n');
  }
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(', ')}${nearestValue(issue)}`;
  if (issue.code !== 'invalid_type') return limitText(issue);
  if (issue.input === undefined) return REQUIRED;
  return `expected ${EXPECTED[issue.expected] ?? issue.expected}, got ${kindOf(issue.input)}${hint(issue)}`;
};

const knownKeys = (schema: unknown): string[] => {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return Object.keys(shape ?? {});
};

const nearestValue = ({ input, values }: { input?: unknown; values: readonly unknown[] }): string => {
  if (typeof input !== 'string') return `, got ${kindOf(input)}`;
  const near = /did you mean "[^"]*"\?/.exec(alternatives(input, values.map(String)))?.[0];
  return near === undefined ? '' : `: ${near}`;
};

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ??
    typeof value
  );
};

const hint = ({ expected, input }: { expected: string; input?: unknown }): string => {
  if (expected === 'boolean' && typeof input === 'string' && /^(yes|no|on|off)$/i.test(input)) {
    return ` (in YAML 1.2 "${input}" is text)`;
  }
  if (input === null && (expected === 'object' || expected === 'record')) return ': write {} for none';
  if (input === null && expected === 'array') return ': write [] for none';
  return '';
};
