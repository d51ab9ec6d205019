import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Described, groups } from '../check/check.ts';
import { type Config, type LoadOptions, loadConfig } from '../config/load.ts';
import { inShard, select, shardOf } from '../config/select.ts';
import { eventsOf } from '../log/events.ts';
import { createLog, type Log } from '../log/log.ts';
import { UsageError } from '../model/errors.ts';

import { reasons } from '../model/reasons.ts';
import { statuses } from '../model/result.ts';
import { placeOf } from '../process/identity.ts';
import { version } from '../process/version.ts';
import { workingFolder } from '../process/working-folder.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import { type EarlyStart, earlyStart } from '../startup/prewarm.ts';
import { isLarge, keepHeapSmall, optimizeCode } from '../startup/v8-flags.ts';
import { withModules } from './catalogue/catalogue.ts';
import { carryOut } from './check/execute-checks.ts';
import { broken, unusable } from './check/failed-runs.ts';
import { finish, prepareToFinish } from './check/finish.ts';
import type { CheckFlags } from './check/flags.ts';
import { type Channels, channelsOf } from './check/output-routing.ts';
import { type RunFacts, reportOf } from './check/run-report.ts';
import type { Ending } from './program/exit-status.ts';
import type { RunIo } from './program/io.ts';

/**
 * Runs the selected checks: configuration, selection, the cluster and the services, then metrics, documents and the exit
 * code.
 * @throws {UsageError} when it cannot start. Under `--cronjob` a configuration that cannot be used is told in log, report
 * and metrics instead.
 */
export const check = async (flags: CheckFlags, io: RunIo, builtIn: readonly Described[]): Promise<Ending> => {
  const early = earlyStart(flags);
  try {
    return await carryThrough(flags, io, { builtIn, early });
  } finally {
    await early.drop();
  }
};

interface Beginning {
  readonly builtIn: readonly Described[];
  readonly early: EarlyStart;
}

const carryThrough = async (flags: CheckFlags, io: RunIo, { builtIn, early }: Beginning): Promise<Ending> => {
  const channels = channelsOf(flags, io.isTerminal);
  const shard = shardOf(flags.shard, io.env);
  const redactor = createRedactor(wordsToKeep(builtIn));
  const startedAt = Date.now();
  const foreseen: Configuring['foreseen'] = (uses) => early.see(uses, shard);
  const config = await configure(flags, io, { redactor, builtIn, foreseen });
  const facts: RunFacts = {
    ...unknownYet(config, io),
    id: randomUUID(),
    startedAt,
    filters: { group: flags.group, name: flags.name, service: flags.service },
    shard,
  };
  const log = logOf(channels, io, { redactor, facts });
  const finishing = { flags, io, channels, redactor, log, place: placeOf(io.env) };
  const events = eventsOf(log);
  if (config instanceof UsageError) {
    events.starting(argumentsOf(flags));
    log.error(config.message);
    const report = reportOf(facts, unusable(config), flags.failOn);
    report.results.forEach(events.finished);
    events.done(report.results);
    return { code: await finish(report, { ...finishing, labels: {} }), stuck: false };
  }
  const chosen = select(config.registrations, flags, config);
  const registrations = shard === null ? chosen : inShard(chosen, shard);
  // Not before the filters are known to name something: a command line that is wrong leaves no log.
  events.starting(argumentsOf(flags));
  events.picked(registrations);
  const means = { flags, config, io, log, startedAt, isWatched: channels.isWatched, early };
  const running = carryOut(registrations, means);
  prepareToFinish(flags, io).catch(() => {});
  const outcome = await running.catch((error: unknown) => {
    if (error instanceof UsageError && !(flags.cronjob && error.source === 'config')) throw error;
    log.critical(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return broken(registrations, error);
  });
  const report = reportOf({ ...facts, ...outcome.scope }, outcome, flags.failOn);
  for (const warning of report.warnings) log.warning(warning);
  events.done(report.results);
  return { code: await finish(report, { ...finishing, labels: config.metricLabels }), stuck: outcome.stuck };
};

/** Words of documents that stay readable, whatever somebody's password is. */
const wordsToKeep = (builtIn: readonly Described[]): readonly string[] => [
  ...builtIn.map(({ name }) => name),
  ...groups,
  ...statuses,
  ...Object.keys(reasons),
  'cluster',
];

interface Configuring {
  readonly redactor: Redactor;
  readonly builtIn: readonly Described[];
  readonly foreseen: NonNullable<LoadOptions['foreseen']>;
}

/** The configuration; the error instead of it where the exit code must stay 0. */
const configure = async (
  flags: CheckFlags,
  { env }: RunIo,
  { redactor, builtIn, foreseen }: Configuring,
): Promise<Config | UsageError> => {
  try {
    const catalogue = await withModules(builtIn, flags.checks);
    return await loadConfig({
      files: flags.config,
      env,
      cwd: workingFolder(),
      catalogue,
      redactor,
      timeoutMs: flags.timeout,
      measured: saveMemory,
      foreseen,
    });
  } catch (error) {
    if (flags.cronjob && error instanceof UsageError && error.source === 'config') return error;
    throw error;
  }
};

/** Before anything of a large configuration is made: its checks take the memory of a large run. */
const saveMemory = (characters: number): void => {
  if (!isLarge(characters)) return;
  keepHeapSmall();
  optimizeCode(false);
};

const unknownYet = (config: Config | UsageError, { env }: RunIo) => ({
  cluster: config instanceof UsageError ? (placeOf(env).cluster ?? null) : config.cluster,
  namespaces: null,
});

const logOf = (
  { log: { to, level, format } }: Channels,
  io: RunIo,
  { redactor, facts }: { readonly redactor: Redactor; readonly facts: RunFacts },
): Log => {
  const { namespace, pod, cronJob } = placeOf(io.env);
  const { id, cluster, shard } = facts;
  const context = { run: id, version, host: hostname(), namespace, pod, cronjob: cronJob };
  return createLog({
    format,
    level,
    redactor,
    write: to === 'stdout' ? io.stdout : io.stderr,
    context: { ...context, cluster: cluster ?? undefined, shard: shard ?? undefined },
  });
};

/** As the original names them. */
const argumentsOf = (flags: CheckFlags) => ({
  group: flags.group.join(','),
  name: flags.name.join(','),
  service: flags.service.join(','),
  num_workers: flags.numWorkers,
  timeout: flags.timeout / 1000,
  cronjob: flags.cronjob,
  log_level: flags.logLevel ?? 'info',
  no_metrics: !flags.metrics,
});
