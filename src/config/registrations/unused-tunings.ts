import * as z from 'zod';
import type { CheckMetadata } from '../../check/check.ts';
import { type JsonObject, mappingAt } from '../file/json-tree.ts';
import { type CheckUsage, clusterUsage } from './usages.ts';

/**
 * The tuning of checks that no service uses, as usages of their own: nothing is registered for them, but their parameters are
 * parsed all the same.
 */
export const unusedTuningUsages = (
  config: JsonObject,
  catalogue: readonly CheckMetadata[],
  usages: readonly CheckUsage[],
): readonly CheckUsage[] =>
  catalogue
    .filter((check) => Object.keys(mappingAt(config, ['checks', check.name])).length > 0)
    .filter((check) => !usages.some((usage) => usage.check === check))
    .map((check) => clusterUsage({ ...check, params: z.strictObject(optionalShape(check.params.shape)) }));

const optionalShape = (shape: Readonly<Record<string, z.core.$ZodType>>) =>
  Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, z.optional(schema)]));
