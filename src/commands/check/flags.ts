import type { Shard } from '../../config/select.ts';
import type { LogFormat, LogLevel } from '../../log/log-event.ts';
import type { CatalogueFlags, FilterFlags, ScopeFlags } from '../command-line/options.ts';

/** The flags of `kavmon check`. */
export interface CheckFlags extends FilterFlags, CatalogueFlags, ScopeFlags {
  readonly numWorkers: number;
  /** Milliseconds; 0: each check's own. */
  readonly timeout: number;
  /** Milliseconds; 0: none. */
  readonly runTimeout?: number;
  readonly cronjob: boolean;
  readonly logLevel?: LogLevel;
  readonly logFormat?: LogFormat;
  readonly output: readonly string[];
  /** Documents for people list healthy and skipped checks too. */
  readonly verbose: boolean;
  readonly failOn: 'failed' | 'degraded';
  readonly shard?: Shard;
  readonly metrics: boolean;
  readonly strictTelemetry: boolean;
  /** Milliseconds. */
  readonly telemetryTimeout: number;
  readonly podLogs: boolean;
  /** Most logs, and most namespaces asked for their events; 0: no limit. */
  readonly explainLimit: number;
  readonly ignoreAnnotations: boolean;
}
