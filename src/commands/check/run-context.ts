import type { KavmonConfig } from '../../config/load.ts';
import type { Shard } from '../../config/select.ts';
import type { RunLog } from '../../log/events.ts';
import type { Log } from '../../log/log.ts';
import type { LogFields } from '../../log/log-event.ts';
import type { RuntimeIdentity } from '../../process/runtime-identity.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import type { PrewarmedThreads } from '../../startup/prewarm.ts';
import type { LogRecorder } from '../../telemetry/logs/log-recorder.ts';
import type { TelemetrySettings } from '../../telemetry/telemetry-settings.ts';
import type { RunIo } from '../command-line/io.ts';
import type { Comparison } from './earlier-run.ts';
import type { CheckFlags, ClusterFlags } from './flags.ts';
import type { OutputRouting } from './output-routing.ts';
import type { EndVerdict, RunClock } from './run-clock.ts';

/** What a run reads of the configuration. */
export type RunConfig = Pick<
  KavmonConfig,
  | 'files'
  | 'cluster'
  | 'namespaces'
  | 'services'
  | 'names'
  | 'registrations'
  | 'ignores'
  | 'metricLabels'
  | 'alertmanager'
>;

/** Why no check of a run was started. */
export type NotStarted = EndVerdict | { readonly status: 'error'; readonly reason: 'config'; readonly message: string };

/** What reading and judging a cluster works with, whichever command asks for it. */
export interface ClusterRun {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly flags: ClusterFlags;
  readonly io: Pick<RunIo, 'env' | 'interrupt'>;
  readonly identity: RuntimeIdentity;
  readonly redactor: Redactor;
  readonly log: Pick<Log, 'error'>;
  readonly config: Pick<RunConfig, 'cluster' | 'namespaces' | 'ignores'>;
  readonly clock: RunClock;
  /** Threads that were started while the configuration was read. */
  readonly prewarmed?: PrewarmedThreads;
}

/** What every step of a run works with. */
export interface RunContext extends ClusterRun {
  readonly id: string;
  readonly flags: CheckFlags;
  /** The flags under the names that the original gives them in its log. */
  readonly arguments: LogFields;
  readonly io: RunIo;
  readonly shard: Shard | null;
  readonly routing: OutputRouting;
  /** Where telemetry is sent; null: nowhere, by `--no-metrics`. */
  readonly telemetry: TelemetrySettings | null;
  /** The log events so far, where they are sent by OTLP. */
  readonly logged?: LogRecorder;
  readonly log: Log;
  readonly events: RunLog;
  readonly config: RunConfig;
  /** The report that `--since` names. */
  readonly comparison: Comparison;
  /** Why no check is started: the run has to end already, or under `--cronjob` the configuration cannot be used. Then `config` is empty. */
  readonly notStarted?: NotStarted;
}
