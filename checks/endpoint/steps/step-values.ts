import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { RUN_ID } from './refuse-steps.ts';
import { makeRunId } from './run-id.ts';

/** A value for `${name}`. */
export interface StepValue {
  readonly text: string;
  /** The same as it stood in JSON, for places that take JSON. */
  readonly json: Json;
  /** URL of the answer that it is from: what it means when it is a URL without a host. */
  readonly from?: string;
}

/** The values that steps hand on, by name. */
export type StepValues = Map<string, StepValue>;

/** The values before the first step. */
export const initialValues = (variables: Readonly<Record<string, string>>, now: number): StepValues =>
  new Map(
    Object.entries({ [RUN_ID]: makeRunId(now), ...variables }).map(([name, text]) => [name, { text, json: text }]),
  );

/** The value of a name. @throws {ProbeError} when there is none. */
export const requireValue = (name: string, values: StepValues): StepValue => {
  const found = values.get(name);
  if (found === undefined) throw new ProbeError('missing_value', `\${${name}} has no value`);
  return found;
};
