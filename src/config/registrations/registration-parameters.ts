import { readsCluster } from '../../check/cluster-check.ts';
import type { Json } from '../../model/json.ts';
import type { JsonObject } from '../file/json-tree.ts';
import type { ParseContext } from './parse-parameters.ts';
import type { CheckUsage } from './usages.ts';

/** Parameters of one registration, ready to be sent to where it runs. */
export interface RegistrationParameters {
  /** Input of the check's schema, with the values of secrets. */
  readonly params: Json;
  readonly parsed?: Readonly<Record<string, unknown>>;
  readonly repeatable: boolean;
  /** Why it cannot run although the configuration is sound: a secret that is not there, or is of no use. */
  readonly problem?: string;
  /** Whether a secret is there, and its form is wrong. */
  readonly malformed?: boolean;
}

/**
 * Resolves secrets and parses the parameters as the run will. What the files have wrong is added to the problems;
 * what the environment has wrong is the problem of this registration alone.
 */
export const readParameters = async (
  usage: CheckUsage,
  merged: JsonObject,
  context: ParseContext,
): Promise<RegistrationParameters> => {
  if (isKnownToParse(usage, merged)) {
    const defaults = usage.check.defaults ?? usage.check.params.parse({});
    return { params: {}, parsed: defaults, repeatable: isRepeatable(usage, () => defaults) };
  }
  const { parseParameters } = await import('./parse-parameters.ts');
  const { params, parsed, missing, malformed } = await parseParameters(usage, merged, context);
  const failures = [...missing, ...malformed];
  return {
    params,
    ...(parsed.success && failures.length === 0 && isBuiltIn(usage) ? { parsed: parsed.data } : {}),
    repeatable: parsed.success && isRepeatable(usage, () => parsed.data),
    ...(failures.length === 0 ? {} : { problem: failures.join('; ') }),
    ...(malformed.length === 0 ? {} : { malformed: true }),
  };
};

/** Users' checks run in processes of their own, and parse there. */
const isBuiltIn = ({ check }: CheckUsage): boolean => check.module === undefined;

/** Built-in checks of cluster objects parse from nothing: a test of the catalogue holds that. */
const isKnownToParse = (usage: CheckUsage, merged: JsonObject): boolean =>
  !usage.isExplicit && Object.keys(merged).length === 0 && isBuiltIn(usage) && readsCluster(usage.check);

const isRepeatable = ({ check }: CheckUsage, params: () => unknown): boolean => {
  const { repeatable = true } = check;
  return typeof repeatable === 'boolean' ? repeatable : repeatable(params() as never);
};
