import type { Json } from '../../model/json.ts';
import { isProbeName } from '../../probes/index.ts';
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
  if (isKnownToParse(usage, merged))
    return { params: {}, repeatable: isRepeatable(usage, () => usage.check.params.parse({})) };
  const { parseParameters } = await import('./parse-parameters.ts');
  const { params, parsed, missing, malformed } = await parseParameters(usage, merged, context);
  const failures = [...missing, ...malformed];
  return {
    params,
    ...(parsed.success && failures.length === 0 && usesProbe(usage) ? { parsed: parsed.data } : {}),
    repeatable: parsed.success && isRepeatable(usage, () => parsed.data),
    ...(failures.length === 0 ? {} : { problem: failures.join('; ') }),
    ...(malformed.length === 0 ? {} : { malformed: true }),
  };
};

/** Whether it is a built-in check of a service; users' checks run in processes of their own, and parse there. */
const usesProbe = ({ check }: CheckUsage): boolean => check.module === undefined && check.needs.some(isProbeName);

/** Built-in checks of cluster objects parse from nothing: a test of the catalogue holds that. */
const isKnownToParse = ({ check, isExplicit }: CheckUsage, merged: JsonObject): boolean =>
  !isExplicit && Object.keys(merged).length === 0 && check.module === undefined && check.needs.length > 0;

const isRepeatable = ({ check }: CheckUsage, params: () => unknown): boolean => {
  const { repeatable = true } = check;
  return typeof repeatable === 'boolean' ? repeatable : repeatable(params() as never);
};
