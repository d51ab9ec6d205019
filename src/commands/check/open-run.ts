import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { findConfigUsages, mergeConfigFiles, readConfigFiles, resolveConfig } from '../../config/load.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';
import { shardOf } from '../../config/select.ts';
import { createRunLog } from '../../log/events.ts';
import { createLog, type Log, type LogOptions } from '../../log/log.ts';
import { type LogFields, levelNumbers } from '../../log/log-event.ts';
import { UsageError } from '../../model/errors.ts';
import { readIdentity } from '../../process/runtime-identity.ts';
import type { TraceContext } from '../../process/trace-context.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import { kavmonVersion } from '../../process/version.ts';
import { workingFolder } from '../../process/working-folder.ts';
import { redactorFor } from '../../redaction/redactor.ts';
import { type PrewarmedThreads, prewarmThreads } from '../../startup/prewarm.ts';
import { saveMemoryOfManyChecks } from '../../startup/v8-flags.ts';
import { createLogRecorder } from '../../telemetry/logs/log-recorder.ts';
import { telemetrySettings } from '../../telemetry/telemetry-settings.ts';
import type { RunIo } from '../command-line/io.ts';
import { chooseCheckFolders, readBuiltInChecks, readCatalogue } from '../input/catalogue.ts';
import { readComparison, refuseUnfitFlags } from './earlier-run.ts';
import { unusableConfig } from './failed-outcomes.ts';
import type { CheckFlags } from './flags.ts';
import { refuseMissingFolders } from './output-folders.ts';
import { routeOutput } from './output-routing.ts';
import { readableWords } from './readable-words.ts';
import type { RunClock } from './run-clock.ts';
import type { RunConfig, RunContext } from './run-context.ts';

/**
 * Reads what a run needs before its checks: the configuration, a log for its findings, its identity.
 * @throws {UsageError} when it cannot start; under `--cronjob` a configuration that cannot be used is `notStarted`.
 */
export const openRun = async (flags: CheckFlags, io: RunIo, clock: RunClock): Promise<RunContext> => {
  const startedAt = readUnixTime() - Math.round(clock.elapsedMs());
  refuseUnfitFlags(flags);
  const routing = routeOutput(flags, io.isTerminal, io.terminal.isTTY === true);
  if (!flags.cronjob) await refuseMissingFolders(routing.outputs);
  const shard = shardOf(flags.shard, io.env);
  const identity = readIdentity(io.env);
  const redactor = redactorFor(io.env, readableWords(await readBuiltInChecks()));
  const loaded = await loadWithinRun(flags, { io, redactor, shard, identity, clock });
  const id = randomUUID();
  const telemetry = flags.metrics
    ? telemetrySettings(io.env, flags.telemetryTimeout, loaded.config.alertmanager)
    : null;
  const trace = telemetry?.trace ?? undefined;
  const logged = telemetry?.otlp.some(({ signal }) => signal === 'logs') ? createLogRecorder() : undefined;
  const parts = { routing, io, redactor, identity, id, cluster: loaded.config.cluster, shard, trace };
  const log = await openLog(parts, logged?.add);
  io.nodeWarnings.listen(log.warning);
  return {
    ...loaded,
    id,
    startedAt,
    flags,
    arguments: argumentFields(flags),
    io,
    identity,
    shard,
    routing,
    redactor,
    telemetry,
    ...(logged === undefined ? {} : { logged }),
    log,
    events: createRunLog(log, trace),
    clock,
  };
};

type ConfigParts = Pick<RunContext, 'io' | 'redactor' | 'shard' | 'identity' | 'clock'>;

type LoadedConfig = Pick<RunContext, 'config' | 'comparison' | 'notStarted' | 'prewarmed'>;

/** A pipe that nobody writes, a module that never loads: the configuration may not be there when the run has to end. */
const loadWithinRun = async (flags: CheckFlags, parts: ConfigParts): Promise<LoadedConfig> =>
  (await unlessEnded(loadRunConfig(flags, parts), parts.clock.ended)) ?? {
    config: emptyConfig(parts.identity),
    comparison: {},
    notStarted: parts.clock.endVerdict('before its configuration and checks were read'),
  };

const loadRunConfig = async (
  flags: CheckFlags,
  { io, redactor, shard, identity, clock }: ConfigParts,
): Promise<LoadedConfig> => {
  let prewarmed: PrewarmedThreads | undefined;
  const comparison = await readComparison(flags);
  try {
    const sources = { files: flags.config, env: io.env, cwd: workingFolder() };
    const texts = await readConfigFiles(sources);
    const hasOtherFlags = saveMemoryOfManyChecks(texts);
    const files = await mergeConfigFiles(texts, clock.ended);
    const catalogue = await readCatalogue(chooseCheckFolders(flags, files.tree, sources.cwd), clock.ended);
    const options = { ...sources, catalogue, redactor, ended: clock.ended };
    const source = findConfigUsages(files, options);
    prewarmed = prewarmThreads(source.usages, { ...flags, shard, hasOtherFlags });
    const config = await resolveConfig(source, { ...options, timeoutMs: flags.timeout });
    return { config, comparison, ...(prewarmed === undefined ? {} : { prewarmed }) };
  } catch (error) {
    await prewarmed?.dispose();
    if (flags.cronjob && error instanceof UsageError && error.source === 'config')
      return { config: emptyConfig(identity), comparison, notStarted: unusableConfig(error) };
    throw error;
  }
};

const emptyConfig = ({ cluster = null }: { readonly cluster?: string | null }): RunConfig => ({
  files: [],
  cluster,
  namespaces: null,
  services: [CLUSTER_SERVICE],
  names: [],
  registrations: [],
  ignores: [],
  metricLabels: {},
  alertmanager: null,
});

type LogParts = Pick<RunContext, 'routing' | 'io' | 'redactor' | 'identity' | 'id' | 'shard'> &
  Pick<RunConfig, 'cluster'> & { readonly trace: TraceContext | undefined };

const openLog = (
  { routing, io, redactor, identity, id, cluster, shard, trace }: LogParts,
  observe: LogOptions['observe'],
): Promise<Log> => {
  const { to, level, format } = routing.log;
  const { namespace, pod, cronJob } = identity;
  const context = { run: id, version: kavmonVersion, host: hostname(), namespace, pod, cronjob: cronJob };
  return createLog({
    format,
    level,
    redactor,
    write: to === 'stdout' ? io.stdout : io.stderr,
    context: { ...context, cluster: cluster ?? undefined, shard: shard ?? undefined, trace },
    observe,
  });
};

const argumentFields = (flags: CheckFlags): LogFields => ({
  group: flags.group.join(','),
  name: flags.name.join(','),
  service: flags.service.join(','),
  num_workers: flags.numWorkers,
  timeout: flags.timeout / 1000,
  cronjob: flags.cronjob,
  log_level: flags.logLevel ?? 'info',
  no_metrics: !flags.metrics,
  provided_log_level: levelNumbers[flags.logLevel ?? 'info'],
});
