import type * as z from 'zod';
import { suggestAlternatives } from '../../../src/text/nearest-word.ts';
import { variablesIn } from '../../../src/text/template.ts';
import { LEFTOVER } from './leftover-params.ts';
import { measureName } from './measure-name.ts';

/** What the rules over several steps look at. */
export interface WrittenStep {
  readonly name: string;
  readonly url: string;
  readonly capture: Readonly<Record<string, unknown>>;
}

type StepIssue = z.core.$ZodRawIssue;

/** The name that is always there. */
export const RUN_ID = 'runId';

/** A step with its path in the parameters, and the names that it gives beside those that it captures. */
interface LocatedStep {
  readonly at: readonly PropertyKey[];
  readonly step: WrittenStep;
  readonly gives?: readonly string[];
}

/** The steps of a list under a parameter. */
export const locateSteps = (key: string, steps: readonly WrittenStep[] = []): readonly LocatedStep[] =>
  steps.map((step, index) => ({ at: [key, index], step }));

/** The requests about leftovers, of which the second is sent for each. */
export const locateLeftovers = (
  leftovers: { readonly list: LeftoverRequest; readonly remove: LeftoverRequest } | undefined,
): readonly LocatedStep[] =>
  leftovers === undefined
    ? []
    : [
        {
          at: ['leftovers', 'list'],
          step: { ...leftovers.list, name: 'list leftovers', capture: {} },
          gives: [LEFTOVER],
        },
        { at: ['leftovers', 'remove'], step: { ...leftovers.remove, name: 'remove leftover', capture: {} } },
      ];

type LeftoverRequest = Pick<WrittenStep, 'url'>;

/** What a list of steps stands behind. */
interface KnownBefore {
  readonly names: Set<string>;
  readonly measures: Set<string>;
  readonly hasBase: boolean;
}

/** What all steps share. */
interface SharedParams {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly baseUrl?: unknown;
  readonly target?: unknown;
}

/**
 * What is wrong with steps that follow each other: a `${name}` that nothing before gives, a path without a base, a name
 * twice.
 */
export const stepIssues = (
  steps: readonly LocatedStep[],
  { variables, baseUrl, target }: SharedParams,
): readonly StepIssue[] => {
  const hasBase = baseUrl !== undefined || target !== undefined;
  const known = { names: new Set([RUN_ID, ...Object.keys(variables)]), measures: new Set<string>(), hasBase };
  const both: StepIssue = { code: 'custom', path: ['target'], input: target, message: 'give either baseUrl or target' };
  return [
    ...(baseUrl !== undefined && target !== undefined ? [both] : []),
    ...steps.flatMap((located) => issuesOfStep(located, known)),
  ];
};

const issuesOfStep = ({ at, step, gives = [] }: LocatedStep, known: KnownBefore): readonly StepIssue[] => {
  const { names, measures, hasBase } = known;
  const issue = (path: readonly PropertyKey[], message: string): StepIssue => ({
    ...{ code: 'custom', path: [...at, ...path], input: step, message },
  });
  const unknown = namesIn(step).filter(([, name]) => !names.has(name));
  const issues = unknown.map(([path, name]) => issue(path, unknownName(name, [...names])));
  if (step.url.startsWith('/') && !hasBase)
    issues.push(issue(['url'], 'a path needs baseUrl or target, or write http://HOST:PORT/PATH'));
  if (measures.has(measureName(step.name)))
    issues.push(issue(['name'], 'another step has this name: measures and messages would mix them up'));
  measures.add(measureName(step.name));
  for (const name of [...Object.keys(step.capture), ...gives]) names.add(name);
  return issues;
};

const unknownName = (name: string, known: readonly string[]): string =>
  `nothing gives \${${name}}: no earlier step captures it, and variables does not have it; ${suggestAlternatives(name, known)}; write $\${${name}} for the text itself`;

/** Every `${name}` of a part of a step, with the path to its text. */
const namesIn = (value: unknown): readonly (readonly [path: readonly PropertyKey[], name: string])[] => {
  if (typeof value === 'string') return variablesIn(value).map((name) => [[], name] as const);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    namesIn(part).map(([path, name]) => [[Array.isArray(value) ? Number(key) : key, ...path], name] as const),
  );
};
