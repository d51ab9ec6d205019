import type * as z from 'zod';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { type ConfigProblem, pathProblem } from './config-problem.ts';
import type { ConfigTree } from './config-tree.ts';
import { REQUIRED_MESSAGE } from './explain-issue.ts';
import { valueAt } from './json-tree.ts';
import { whyLeftOut } from './left-out-checks.ts';
import { type ConfigPath, formatPath } from './source-position.ts';

type ZodIssue = z.core.$ZodIssue;

/** What zod found, as problems with their positions; `base` is the path of the validated value in the tree. */
export const issueProblems = (
  issues: readonly ZodIssue[],
  tree: ConfigTree,
  base: ConfigPath = [],
): ConfigProblem[] => {
  const unknownKeys = new Map(
    issues.flatMap(({ code, path, message }) =>
      code === 'unrecognized_keys' ? [[formatPath(path), message] as const] : [],
    ),
  );
  return issues
    .filter((issue) => !isMisspelled(issue, unknownKeys))
    .flatMap((issue) => problemsOfIssue(issue, tree, [...base, ...issue.path]));
};

/** Whether a key is missing because another one is a misspelling of it, which is reported already: by the path of its mapping. */
const isMisspelled = ({ message, path }: ZodIssue, unknownKeys: ReadonlyMap<string, string>): boolean =>
  message === REQUIRED_MESSAGE &&
  unknownKeys.get(formatPath(path.slice(0, -1)))?.includes(`did you mean "${String(path.at(-1))}"?`) === true;

const problemsOfIssue = (issue: ZodIssue, tree: ConfigTree, path: ConfigPath): ConfigProblem[] => {
  const problem = (at: ConfigPath, message: string): ConfigProblem => pathProblem(tree, at, message);
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => problem([...path, key], messages[index] ?? issue.message));
  }
  if (issue.code === 'invalid_key') return [problem(path, issue.issues[0]?.message ?? issue.message)];
  if (issue.code !== 'invalid_union') return [problem(path, issue.message)];
  if ('discriminator' in issue) return [unknownCheckProblem(issue, tree, path, problem)];
  const branch = closestBranch(issue.errors);
  if (branch !== undefined) return issueProblems(branch, tree, path);
  return [problem(path, mismatchMessage(issue))];
};

/** The branch of a union that was meant: of those that differ in a part only, the one with the fewest issues. */
const closestBranch = (branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] | undefined =>
  branches.filter((branch) => !branch.some(isWholeMismatch)).toSorted((a, b) => a.length - b.length)[0];

const isWholeMismatch = (issue: ZodIssue): boolean =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    (issue.code === 'invalid_union' && closestBranch(issue.errors) === undefined));

const mismatchMessage = (issue: ZodIssue): string => {
  const [first] = leafIssues(issue);
  if (first?.message === REQUIRED_MESSAGE) return REQUIRED_MESSAGE;
  const got = /, got .*$/.exec(first?.message ?? '')?.[0] ?? '';
  const expected = leafIssues(issue).map(({ message }) => message.replace(/^expected /, '').replace(/, got .*$/, ''));
  return `expected ${[...new Set(expected)].join(' or ')}${got}`;
};

const leafIssues = (issue: ZodIssue): ZodIssue[] =>
  issue.code === 'invalid_union' ? issue.errors.flatMap((branch) => branch.flatMap(leafIssues)) : [issue];

/** A key that is no check and has no `check`, or one with an unknown `check`. */
const unknownCheckProblem = (
  issue: z.core.$ZodIssueInvalidUnion,
  tree: ConfigTree,
  path: ConfigPath,
  problem: (at: ConfigPath, message: string) => ConfigProblem,
): ConfigProblem => {
  const known = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const value = valueAt(tree.value, path);
  if (value !== undefined) {
    const name = typeof value === 'object' && value !== null ? '' : String(value);
    return problem(path, `unknown check "${name}": ${whyLeftOut(name) ?? suggestAlternatives(name, known)}`);
  }
  const key = String(path.at(-2));
  const why = whyLeftOut(key);
  if (why !== undefined) return problem(path.slice(0, -1), `unknown check "${key}": ${why}`);
  return problem(
    path.slice(0, -1),
    `unknown check "${key}": ${suggestAlternatives(key, known)}; a name of your own needs "check"`,
  );
};
