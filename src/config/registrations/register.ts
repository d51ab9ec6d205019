import type { Registration, RetryPolicy } from '../../check/check.ts';
import { judgesCluster, namedViewsOf, wantedViewsOf } from '../../check/cluster-check.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import { isProbeName, type ProbeName } from '../../probes/index.ts';
import { formatDuration, parseDuration } from '../../text/duration-text.ts';
import { pathProblem } from '../file/config-problem.ts';
import { type JsonObject, mappingAt, mergeMappings, pickKeys } from '../file/json-tree.ts';
import { letOthersRun } from '../file/let-others-run.ts';
import { formatPath } from '../file/source-position.ts';
import type { ParseContext } from './parse-parameters.ts';
import { readParameters } from './registration-parameters.ts';
import { findMentioned } from './schema-parts.ts';
import type { CheckTuning } from './tuning.ts';
import { isRegistrationKey, isTuningKey } from './tuning-keys.ts';
import { type CheckUsage, CLUSTER_SERVICE } from './usages.ts';

const DEFAULT_TIMEOUT = '10s';
const DEFAULT_RETRY: RetryPolicy = { attempts: 1, backoffMs: 1000, attemptTimeoutMs: null };

export interface RegisterContext extends ParseContext {
  /** Of `-t`, in milliseconds; 0: each check's own. */
  readonly timeoutMs: number;
  /** Aborts when the run has to end. */
  readonly ended?: AbortSignal | undefined;
}

/** A registration with what it was made of. */
export interface RegisteredUsage {
  readonly registration: Registration;
  readonly usage: CheckUsage;
  /** Its parameters as the files have them, those of the tuning and its own together. */
  readonly params: JsonObject;
}

/**
 * Every usage as a registration; all parameters are parsed by the schemas of their checks before anything runs. What is wrong
 * is added to the problems.
 */
export const registerUsages = async (
  usages: readonly CheckUsage[],
  context: RegisterContext,
): Promise<readonly RegisteredUsage[]> => {
  const claimed = [...new Set(usages.flatMap(({ selector }) => selector ?? []))];
  const parseTuning = await loadTuningParser(context.tree.value);
  refuseDuplicates(usages, context);
  const registered: RegisteredUsage[] = [];
  for (const part of partsOf(usages)) {
    if (registered.length > 0) await letOthersRun(context.ended);
    registered.push(
      ...(await Promise.all(part.map((usage) => registerUsage(usage, { claimed, parseTuning, context })))),
    );
  }
  return registered;
};

/** So many take some ten milliseconds. */
const PART_SIZE = 500;

const partsOf = (usages: readonly CheckUsage[]): readonly (readonly CheckUsage[])[] =>
  Array.from({ length: Math.ceil(usages.length / PART_SIZE) }, (_, part) =>
    usages.slice(part * PART_SIZE, (part + 1) * PART_SIZE),
  );

interface RegisterParts {
  readonly claimed: readonly string[];
  readonly parseTuning: TuningParser;
  readonly context: RegisterContext;
}

const registerUsage = async (
  usage: CheckUsage,
  { claimed, parseTuning, context }: RegisterParts,
): Promise<RegisteredUsage> => {
  refuseUnclaimed(usage, context);
  refuseNameless(usage, context);
  const params = writtenParameters(usage, context.tree.value);
  const registration: Registration = {
    ...withNamedViews(identifyRegistration(usage), usage, params),
    ...effectiveSettings(usage, context, parseTuning),
    ...objectScope(usage, claimed),
    ...(await readParameters(usage, params, context)),
  };
  await refuseUnreachableLimit(usage, registration, context);
  return { registration, usage, params };
};

const withNamedViews = (identity: RegistrationIdentity, { check }: CheckUsage, params: JsonObject) => {
  const judges = namedViewsOf(check, params);
  return judges === undefined ? identity : { ...identity, judges, wantedViews: [...judges, ...identity.wantedViews] };
};

/** Parses the tuning of checks that no service uses, so that its mistakes are reported, too. */
export const readUnusedTunings = async (usages: readonly CheckUsage[], context: ParseContext): Promise<void> => {
  await Promise.all(
    usages.map((usage) => readParameters(usage, writtenParameters(usage, context.tree.value), context)),
  );
};

/** The parameters of the tuning and of the registration together, as they are written. */
const writtenParameters = ({ check, settings }: CheckUsage, config: JsonObject): JsonObject =>
  pickKeys(mergeMappings(mappingAt(config, ['checks', check.name]), settings), (key) => !isRegistrationKey(key));

/** What a registration will be, as far as it is known before anything of its settings is read. */
export type RegistrationIdentity = ReturnType<typeof identifyRegistration>;

export const identifyRegistration = ({ check, service, name, isDependency, settings }: CheckUsage) => ({
  id: isDependency ? `${service}/dependsOn/${name}` : `${service}/${name}`,
  name,
  check: check.name,
  group: isDependency ? ('dependency' as const) : check.group,
  service,
  title: check.title,
  remedy: check.remedy,
  ...(check.remedies === undefined ? {} : { remedies: check.remedies }),
  ...(check.module === undefined ? {} : { module: check.module }),
  views: check.needs.filter((need): need is ViewName => !isProbeName(need)),
  wantedViews: wantedViewsOf(check, settings),
  ...(check.judges === undefined ? {} : { judges: check.judges }),
  ...(check.wantedBy?.address === undefined ? {} : { targetAddress: check.wantedBy.address }),
  probes: check.needs.filter((need): need is ProbeName => isProbeName(need)),
});

/** What is set nearest to the registration counts: its own, the service's, the tuning of the check, the check's. */
const effectiveSettings = (usage: CheckUsage, { tree, timeoutMs }: RegisterContext, parseTuning: TuningParser) => {
  const { check, isExplicit } = usage;
  const tuned = parseTuning(mappingAt(tree.value, ['checks', check.name]));
  const own = parseTuning(usage.settings);
  const set: CheckTuning = { ...tuned, ...parseTuning(mappingAt(tree.value, ['services', usage.service])), ...own };
  const enabled = set.enabled ?? (isExplicit || (check.enabled ?? check.onlyByName !== true));
  return {
    enabled,
    ...(!enabled && (set.enabled === false || check.onlyByName === true) ? { switchedOff: true } : {}),
    timeoutMs: timeoutMs > 0 ? timeoutMs : (set.timeout ?? defaultTimeoutMs(check.timeout)),
    severity: set.severity ?? check.severity,
    runbook: set.runbook ?? null,
    retry: withRetryDefaults({ ...tuned.retry, ...own.retry }),
  };
};

/** Returns nothing when something in the mapping is wrong: the schema of the file reports what. */
type TuningParser = (mapping: JsonObject) => CheckTuning;

/** Where nothing is written nothing is tuned, and no schema need be loaded to see it. */
const loadTuningParser = async (config: JsonObject): Promise<TuningParser> => {
  if (Object.keys(config).length === 0) return () => ({});
  const schema = (await import('./tuning.ts')).tuningSchema(findMentioned(config));
  return (mapping) => schema.safeParse(pickKeys(mapping, isTuningKey)).data ?? {};
};

const withRetryDefaults = ({ attempts, backoff, attemptTimeout }: NonNullable<CheckTuning['retry']>): RetryPolicy => ({
  attempts: attempts ?? DEFAULT_RETRY.attempts,
  backoffMs: backoff ?? DEFAULT_RETRY.backoffMs,
  attemptTimeoutMs: attemptTimeout ?? DEFAULT_RETRY.attemptTimeoutMs,
});

const defaultTimeoutMs = (text = DEFAULT_TIMEOUT): number => {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`"${text}" is no duration`);
  return ms;
};

/** A selector is about objects of the cluster, and not about what a probe asks. */
const objectScope = (usage: CheckUsage, claimed: readonly string[]) => {
  const { check, service, selector } = usage;
  if (namesTarget(usage)) return {};
  if (selector !== undefined) return judgesCluster(check) ? { selector } : {};
  return service === CLUSTER_SERVICE && claimed.length > 0 ? { claimed } : {};
};

/** A limit beyond the timeout can never be passed: the check is ended before. */
const refuseUnreachableLimit = async (
  usage: CheckUsage,
  { parsed, timeoutMs }: Registration,
  { tree, timeoutMs: given, problems }: RegisterContext,
): Promise<void> => {
  // By `-t` the timeout is the caller's, and no mistake of the file.
  for (const name of given > 0 ? [] : ['failAfter', 'warnAfter']) {
    const limit = parsed?.[name];
    if (typeof limit !== 'number' || limit <= timeoutMs) continue;
    const { pathInFile } = await import('./parse-parameters.ts');
    const message = `${name} of ${formatDuration(limit)} is beyond the timeout of ${formatDuration(timeoutMs)}, and is never reached (a bare number is seconds)`;
    problems.push(pathProblem(tree, pathInFile(usage, [name], tree.value), message));
  }
};

/** Whether the settings name the object that is judged. */
const namesTarget = ({ check: { targetParameter }, settings }: CheckUsage): boolean =>
  targetParameter !== undefined && settings[targetParameter] !== undefined;

const refuseUnclaimed = (usage: CheckUsage, { tree, problems }: RegisterContext): void => {
  const { check, service, selector, path } = usage;
  if (service === CLUSTER_SERVICE || selector !== undefined || !judgesCluster(check) || namesTarget(usage)) return;
  const or = check.targetParameter === undefined ? '' : `, or the check ${check.targetParameter}`;
  const message = `it judges objects of the cluster, so the service needs workloads.selector${or}`;
  problems.push(pathProblem(tree, path, message));
};

/** A check of kinds that its parameters name judges nothing without them. */
const refuseNameless = (usage: CheckUsage, { tree, problems }: RegisterContext): void => {
  const { namedViews } = usage.check;
  if (namedViews === undefined || Object.hasOwn(writtenParameters(usage, tree.value), namedViews.parameter)) return;
  problems.push(
    pathProblem(tree, usage.path, `it judges what ${namedViews.parameter} names: without them it is nothing`),
  );
};

const refuseDuplicates = (usages: readonly CheckUsage[], { tree, problems }: RegisterContext): void => {
  const seen = new Map<string, CheckUsage>();
  for (const usage of usages) {
    const { id } = identifyRegistration(usage);
    const before = seen.get(id);
    seen.set(id, before ?? usage);
    if (before === undefined) continue;
    problems.push(pathProblem(tree, usage.path, `the name "${usage.name}" is taken by ${formatPath(before.path)}`));
  }
};
