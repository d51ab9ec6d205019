import type * as z from 'zod';
import type { Check, Registration } from '../check/check.ts';
import type { CheckSources } from '../check/sources.ts';
import { unpackResult } from '../findings/packed-findings.ts';
import type { ViewName } from '../kubernetes/resources.ts';
import type { LoadedViews } from '../kubernetes/rows/cluster-data.ts';
import type { Result } from '../model/result.ts';
import { isProbeName, type ProbeName } from '../probes/index.ts';
import { executeCheck } from '../run/attempt/execute-check.ts';
import { parseDuration } from '../text/duration-text.ts';
import { type FakeProbes, loadersOf } from './fake-probes.ts';
import { testNow } from './test-time.ts';

type NeededOf<C extends Check> = C['needs'][number];
type WantedOf<C extends Check> = NonNullable<C['wants']>[number];

type RowsFor<C extends Check> = { readonly [View in Extract<NeededOf<C>, ViewName>]: CheckSources[View] } & {
  readonly [View in WantedOf<C>]?: CheckSources[View] | undefined;
};

/** A key that may be left out when nothing in it is required. */
type KeyOf<Name extends string, Value> = object extends Value
  ? { readonly [Key in Name]?: Value }
  : { readonly [Key in Name]: Value };

/** What a check is run with in a test: rows of its views, answers of its probes, its parameters. */
export type CheckInputs<C extends Check> = {
  /** Default: `test`. */
  readonly service?: string;
  /** In milliseconds since the epoch. Default: `testNow`, by which the builders go. */
  readonly now?: number;
} & KeyOf<'params', z.input<C['params']>> &
  KeyOf<'views', RowsFor<C>> &
  KeyOf<'probes', FakeProbes<Extract<NeededOf<C>, ProbeName>>>;

/**
 * Runs a check once, as kavmon does, on rows and answers of a test: parameters are parsed, no row to judge is `skipped`, a
 * wrong finding or an exception is `error`. A view that the check only wants and that is not given could not be read.
 * Returns the result with status, reason, message, findings, measures, assertions and notes.
 *
 * @throws {TypeError} when a view or probe that the check needs is not given.
 */
export const runCheck = async <C extends Check>(check: C, inputs: CheckInputs<C>): Promise<Result> => {
  const { service = 'test', now = testNow, params = {}, views = {}, probes = {} } = inputs as unknown as AnyInputs;
  const result = await executeCheck({ ...registrationOf(check), service, params: params as never }, check, {
    ...{ views: viewsOf(check, views), now, probes: loadersOf(check.needs, probes) },
    signal: new AbortController().signal,
    warning: () => {},
  });
  return unpackResult(result, { limit: Number.POSITIVE_INFINITY });
};

interface AnyInputs {
  readonly service?: string;
  readonly now?: number;
  readonly params?: unknown;
  readonly views?: Readonly<Record<string, readonly unknown[] | undefined>>;
  readonly probes?: Readonly<Record<string, never>>;
}

const viewsOf = ({ needs }: Check, given: NonNullable<AnyInputs['views']>): LoadedViews => {
  const missing = needs.find((name) => !isProbeName(name) && given[name] === undefined);
  if (missing !== undefined) throw new TypeError(`the check needs the view "${missing}": give its rows in "views"`);
  const opened = Object.entries(given).flatMap(([name, rows]) => (rows === undefined ? [] : [[name, { rows }]]));
  return Object.fromEntries(opened);
};

const DEFAULT_TIMEOUT = '10s';

const registrationOf = (check: Check): Omit<Registration, 'params' | 'service'> => ({
  id: `test/${check.name}`,
  name: check.name,
  check: check.name,
  module: check.name,
  runbook: null,
  enabled: true,
  timeoutMs: parseDuration(check.timeout ?? DEFAULT_TIMEOUT) ?? 0,
  retry: { attempts: 1, backoffMs: 0, attemptTimeoutMs: null },
  repeatable: false,
  views: check.needs.filter((name): name is ViewName => !isProbeName(name)),
  wantedViews: check.wants ?? [],
  probes: check.needs.filter(isProbeName),
  ...{ group: check.group, title: check.title, remedy: check.remedy, severity: check.severity },
  ...(check.remedies === undefined ? {} : { remedies: check.remedies }),
  ...(check.judges === undefined ? {} : { judges: check.judges }),
});
