import type { Registration, Retry } from '../../check/check.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import { isProbe, type ProbeName } from '../../probes/index.ts';
import { parseDuration } from '../../text/format-duration.ts';
import { keep, type Mapping, mergeMappings, pathText, placeAt, plain } from '../file/source-position.ts';
import { readParameters } from './parameters.ts';
import type { Reading } from './parse-parameters.ts';
import type { Tuning } from './tuning.ts';
import { isRegistrationKey, isTuningKey } from './tuning-keys.ts';
import { CLUSTER, mappingAt, type Use } from './usages.ts';

const DEFAULT_TIMEOUT = '10s';
const DEFAULT_RETRY: Retry = { attempts: 1, backoffMs: 1000, attemptTimeoutMs: null };

export interface Registering extends Reading {
  /** Of `-t`, in milliseconds; 0: each check's own. */
  readonly timeoutMs: number;
}

/** A registration with what it was made of. */
export interface Registered {
  readonly registration: Registration;
  readonly use: Use;
  /** Its parameters as the files have them, those of the tuning and its own together. */
  readonly params: Mapping;
}

/**
 * Every use as a registration; all parameters are parsed by the schemas of their checks before anything runs. What is wrong
 * is added to the problems.
 */
export const register = async (uses: readonly Use[], registering: Registering): Promise<readonly Registered[]> => {
  const claimed = [...new Set(uses.flatMap(({ selector }) => selector ?? []))];
  const tuningOf = await tuningReader(registering.tree);
  refuseDuplicates(uses, registering);
  return Promise.all(
    uses.map(async (use) => {
      refuseUnclaimed(use, registering);
      const params = parametersOf(use, registering.tree);
      const registration: Registration = {
        ...identify(use),
        ...settingsOf(use, registering, tuningOf),
        ...scopeOf(use, claimed),
        ...(await readParameters(use, params, registering)),
      };
      return { registration, use, params };
    }),
  );
};

/** Reads what is written of checks that nobody uses, so that nothing wrong goes untold. */
export const readUnused = async (uses: readonly Use[], reading: Reading): Promise<void> => {
  await Promise.all(uses.map((use) => readParameters(use, parametersOf(use, reading.tree), reading)));
};

const parametersOf = ({ check, own }: Use, tree: Mapping): Mapping =>
  keep(mergeMappings(mappingAt(tree, ['checks', check.name]), own), (key) => !isRegistrationKey(key));

const idOf = ({ service, name, isDependency }: Use): string =>
  isDependency ? `${service}/dependsOn/${name}` : `${service}/${name}`;

/** What a registration will be, as far as it is known before anything of its settings is read. */
export type RegistrationIdentity = ReturnType<typeof identify>;

export const identify = (use: Use) => ({ ...identityOf(use), ...sourcesOf(use) });

const identityOf = (use: Use) => ({
  id: idOf(use),
  name: use.name,
  check: use.check.name,
  group: use.isDependency ? ('dependency' as const) : use.check.group,
  service: use.service,
  title: use.check.title,
  remedy: use.check.remedy,
  ...(use.check.module === undefined ? {} : { module: use.check.module }),
});

/** What is set nearest to the registration counts: its own, the service's, the tuning of the check, the check's. */
const settingsOf = (use: Use, { tree, timeoutMs }: Registering, tuningOf: TuningOf) => {
  const { check, isExplicit } = use;
  const tuned = tuningOf(mappingAt(tree, ['checks', check.name]));
  const own = tuningOf(use.own);
  const set: Tuning = { ...tuned, ...tuningOf(mappingAt(tree, ['services', use.service])), ...own };
  return {
    enabled: set.enabled ?? (isExplicit || (check.enabled ?? true)),
    ...(set.enabled === false ? { switchedOff: true } : {}),
    timeoutMs: timeoutMs > 0 ? timeoutMs : (set.timeout ?? timeoutOf(check.timeout)),
    severity: set.severity ?? check.severity,
    runbook: set.runbook ?? null,
    retry: retryOf({ ...tuned.retry, ...own.retry }),
  };
};

/** Empty when something in it is wrong: the schema of the file tells what. */
type TuningOf = (mapping: Mapping) => Tuning;

/** Where nothing is written nothing is tuned, and no schema need be loaded to see it. */
const tuningReader = async ({ entries }: Mapping): Promise<TuningOf> => {
  if (entries.size === 0) return () => ({});
  const { tuningSchema } = await import('./tuning.ts');
  return (mapping) => tuningSchema.safeParse(plain(keep(mapping, isTuningKey))).data ?? {};
};

const retryOf = ({ attempts, backoff, attemptTimeout }: NonNullable<Tuning['retry']>): Retry => ({
  attempts: attempts ?? DEFAULT_RETRY.attempts,
  backoffMs: backoff ?? DEFAULT_RETRY.backoffMs,
  attemptTimeoutMs: attemptTimeout ?? DEFAULT_RETRY.attemptTimeoutMs,
});

const timeoutOf = (text = DEFAULT_TIMEOUT): number => {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`"${text}" is no duration`);
  return ms;
};

const sourcesOf = ({ check }: Use) => ({
  views: check.needs.filter((need): need is ViewName => !isProbe(need)),
  wantedViews: check.wants ?? [],
  probes: check.needs.filter((need): need is ProbeName => isProbe(need)),
});

const scopeOf = ({ service, selector }: Use, claimed: readonly string[]) => {
  if (selector !== undefined) return { selector };
  return service === CLUSTER && claimed.length > 0 ? { claimed } : {};
};

const refuseUnclaimed = ({ check, service, selector, path }: Use, { tree, problems }: Registering): void => {
  if (service === CLUSTER || selector !== undefined || check.needs.every(isProbe)) return;
  const message = `${pathText(path)}: it judges objects of the cluster, so the service needs workloads.selector`;
  problems.push({ place: placeAt(tree, path), message });
};

const refuseDuplicates = (uses: readonly Use[], { tree, problems }: Registering): void => {
  const seen = new Map<string, Use>();
  for (const use of uses) {
    const before = seen.get(idOf(use));
    seen.set(idOf(use), before ?? use);
    if (before === undefined) continue;
    const message = `${pathText(use.path)}: the name "${use.name}" is taken by ${pathText(before.path)}`;
    problems.push({ place: placeAt(tree, use.path), message });
  }
};
