import type { Json } from '../../model/json.ts';
import { isProbe } from '../../probes/index.ts';
import type { Mapping } from '../file/source-position.ts';
import type { Reading } from './parse-parameters.ts';
import type { Use } from './usages.ts';

/** Parameters of one registration, ready to be sent to where it runs. */
export interface Parameters {
  /** Input of the check's schema, secrets in place. */
  readonly params: Json;
  readonly parsed?: Readonly<Record<string, unknown>>;
  readonly repeatable: boolean;
  /** Why it cannot run although the configuration is sound: a secret that is not there, or is of no use. */
  readonly problem?: string;
}

/**
 * Puts secrets in place and parses the parameters as the run will. What the files have wrong is added to the problems;
 * what the environment has wrong is the problem of this registration alone.
 */
export const readParameters = async (use: Use, merged: Mapping, reading: Reading): Promise<Parameters> => {
  if (isKnownToParse(use, merged))
    return { params: {}, repeatable: isRepeatable(use, () => use.check.params.parse({})) };
  const { readWritten } = await import('./parse-parameters.ts');
  const { params, parsed, failures } = await readWritten(use, merged, reading);
  return {
    params,
    ...(parsed.success && failures.length === 0 && isProber(use) ? { parsed: parsed.data } : {}),
    repeatable: parsed.success && isRepeatable(use, () => parsed.data),
    ...(failures.length === 0 ? {} : { problem: failures.join('; ') }),
  };
};

/** A built-in check of a service; users' checks run in processes of their own, and parse there. */
const isProber = ({ check }: Use): boolean => check.module === undefined && check.needs.some(isProbe);

/** Built-in checks of cluster objects parse from nothing: a test of the catalogue holds that. */
const isKnownToParse = ({ check, isExplicit }: Use, merged: Mapping): boolean =>
  !isExplicit && merged.entries.size === 0 && check.module === undefined && check.needs.length > 0;

const isRepeatable = ({ check }: Use, params: () => unknown): boolean => {
  const { repeatable = true } = check;
  return typeof repeatable === 'boolean' ? repeatable : repeatable(params() as never);
};
