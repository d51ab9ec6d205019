import * as z from 'zod';
import type { Check } from '../../check/check.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { type ModuleData, moduleFields } from './module-data.ts';

/** Fields that stay in the process of the module. */
const unsentFields = { repeatable: z.unknown().optional(), params: z.unknown().optional(), run: z.unknown() };

/** The default export of a user's module. */
const moduleSchema = z
  .strictObject({ ...moduleFields, ...unsentFields })
  .superRefine(({ needs, wants, judges = [] }, context) => {
    for (const name of judges.filter((one) => ![...needs, ...wants].includes(one)))
      context.addIssue({
        code: 'custom',
        path: ['judges'],
        message: `it judges "${name}", which it neither needs nor wants`,
      });
  });

/** What is wrong with one field of a check. */
export interface FieldProblem {
  /** The field; undefined: one that is missing. */
  readonly field: string | undefined;
  readonly message: string;
}

/** The default export of a module has fields that no check has, or wrong ones. */
export class ShapeError extends TypeError {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.problems = problems;
  }
}

/** The data of a user's check. @throws {ShapeError} with every field that is wrong, and the nearest right one. */
export const readModuleData = (check: Check): ModuleData => {
  const given = Object.fromEntries(Object.entries(fieldsOf(check)).filter(([, value]) => value !== undefined));
  const parsed = moduleSchema.safeParse(given);
  if (!parsed.success) throw new ShapeError(parsed.error.issues.flatMap((issue) => issueProblems(issue, given)));
  const { repeatable: _, params: __, run: ___, ...data } = parsed.data;
  return data;
};

/** Its own fields; those of its class too, where it is an instance of one. */
const fieldsOf = (check: Check): Readonly<Record<string, unknown>> => {
  const inherited = Object.keys(moduleSchema.shape).filter((key) => key in check);
  return { ...Object.fromEntries(inherited.map((key) => [key, check[key as keyof Check]])), ...check };
};

const issueProblems = (issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): readonly FieldProblem[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(unknownField);
  const path = issue.path.map(String);
  const field = path[0];
  if (path.length === 1 && field !== undefined && given[field] === undefined)
    return [{ field: undefined, message: `the field "${field}" is missing` }];
  return [{ field, message: path.length === 0 ? issue.message : `${path.join('.')}: ${issueText(issue, given)}` }];
};

const unknownField = (key: string): FieldProblem => ({
  field: key,
  message: `unknown field "${key}": ${suggestAlternatives(key, Object.keys(moduleSchema.shape))}`,
});

const issueText = (issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string => {
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  if (issue.code !== 'invalid_value') return issue.message;
  const value = String(given[String(issue.path[0])]);
  return `"${value}" is unknown: ${suggestAlternatives(value, issue.values.map(String))}`;
};
