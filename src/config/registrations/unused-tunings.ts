import * as z from 'zod';
import type { Described } from '../../check/check.ts';
import type { Mapping } from '../file/source-position.ts';
import { clusterUse, mappingAt, type Use } from './usages.ts';

/**
 * The tuning of checks that nobody uses, as uses of their own: nothing is registered for them, but what is written there is
 * read all the same.
 */
export const unusedTunings = (tree: Mapping, catalogue: readonly Described[], uses: readonly Use[]): readonly Use[] =>
  catalogue
    .filter((check) => mappingAt(tree, ['checks', check.name]).entries.size > 0)
    .filter((check) => !uses.some((use) => use.check === check))
    .map((check) => clusterUse({ ...check, params: z.strictObject(optional(check.params.shape)) }));

const optional = (shape: Readonly<Record<string, z.core.$ZodType>>) =>
  Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, z.optional(schema)]));
