import * as z from 'zod';
import type { Check } from '../../check/check.ts';
import { isRegistrationKey } from '../../config/registrations/tuning-keys.ts';
import type { Json } from '../../model/json.ts';
import { loadProblems } from './load-problems.ts';
import type { LoadedModule, ModuleDescription } from './module-data.ts';
import { type FieldProblem, readModuleData, ShapeError } from './module-shape.ts';

/** Reads the metadata of a module; anything wrong with it becomes a problem. Never rejects. */
export const describeModule = async (file: string, load: (file: string) => Promise<Check>): Promise<LoadedModule> => {
  try {
    return { kind: 'described', file, check: moduleDescription(await load(file)) };
  } catch (error) {
    return { kind: 'broken', file, problems: [...loadProblems(error, file)] };
  }
};

const moduleDescription = (check: Check): ModuleDescription => ({
  ...readModuleData(check),
  repeatable: check.repeatable === undefined || check.repeatable === true,
  params: parameterSchema(check.params),
});

const parameterSchema = (params: Check['params'] | undefined): Json | null => {
  if (params === undefined) return null;
  if (typeof params !== 'object' || !('_zod' in params)) throw new ShapeError([PARAMS_PROBLEM]);
  const clashes = Object.keys(params.shape ?? {}).filter(isRegistrationKey);
  if (clashes.length > 0) throw new ShapeError(clashes.map(clashProblem));
  return JSON.parse(JSON.stringify(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })));
};

const PARAMS_PROBLEM = { field: 'params', message: 'params is no zod schema: write z.strictObject({ ... })' };

const clashProblem = (key: string): FieldProblem => ({
  field: 'params',
  message: `params: a parameter cannot be named "${key}", that key tunes checks`,
});
