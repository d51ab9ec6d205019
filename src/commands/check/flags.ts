import type { Shard } from '../../config/select.ts';
import type { LogFormat, LogLevel } from '../../log/log-event.ts';
import type { FailOn } from '../../model/status.ts';
import type { CatalogueFlags, FilterFlags, ObjectFlags, ScopeFlags } from '../command-line/options.ts';

/** The flags by which a cluster is read and judged. */
export interface ClusterFlags extends ScopeFlags, ObjectFlags {
  readonly numWorkers: number;
  readonly cronjob: boolean;
  readonly podLogs: boolean;
  /** Most logs, and most namespaces asked for their events; 0: no limit. */
  readonly explainLimit: number;
  /** No finding is left out, however many there are. */
  readonly everyFinding?: boolean;
  readonly ignoreAnnotations: boolean;
}

/** The flags of `kavmon check`. */
export interface CheckFlags extends FilterFlags, CatalogueFlags, ClusterFlags {
  /** Milliseconds; 0: each check's own. */
  readonly timeout: number;
  /** Milliseconds; 0: none. */
  readonly runTimeout?: number;
  /** Milliseconds from the program's first line: how long to run again until all is healthy. */
  readonly wait?: number;
  /** Wait also where a fault does not mend itself. */
  readonly waitForAll: boolean;
  readonly logLevel?: LogLevel;
  readonly logFormat?: LogFormat;
  readonly output: readonly string[];
  /** Documents for people list healthy and skipped checks too. */
  readonly verbose: boolean;
  readonly failOn: FailOn;
  /** File of an earlier report. */
  readonly since?: string;
  readonly shard?: Shard;
  readonly metrics: boolean;
  readonly strictTelemetry: boolean;
  /** Milliseconds. */
  readonly telemetryTimeout: number;
}
