import type { Report, TelemetryOutcome } from '../model/result.ts';
import type { RuntimeIdentity } from '../process/runtime-identity.ts';
import type { LogRecorder } from './logs/log-recorder.ts';
import type { DataPoint } from './metrics/instruments.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import type { FailureHints } from './transport/failure-hints.ts';
import type { SendingBudget } from './transport/sending-budget.ts';

/** What an export needs beside the report. */
export interface ExportContext {
  readonly settings: TelemetrySettings;
  readonly place: RuntimeIdentity;
  /** Put on every point. */
  readonly labels: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  /** Where the console exporter prints. */
  readonly print: (text: string) => void;
  /** A copy without secrets. */
  readonly redact: (report: Report) => Report;
  readonly warn: (message: string) => void;
  /** The log events of the run, where they are sent. */
  readonly logged?: LogRecorder | undefined;
}

/** A configured receiver of one kind of telemetry. */
export interface TelemetryReceiver {
  readonly signal: TelemetryOutcome['exporters'][number]['signal'];
  readonly protocol: string;
  /** Its address without secrets. */
  readonly endpoint: string;
  readonly hints: FailureHints;
  /** Rejects with the cause when it was not accepted. */
  readonly send: () => Promise<void>;
}

/** An export with what is sent. */
export interface ExportJob extends ExportContext {
  readonly budget: SendingBudget;
  readonly report: Report;
  readonly points: readonly DataPoint[];
}
