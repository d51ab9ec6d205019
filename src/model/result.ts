import type { Json } from './json.ts';
import type { Reason } from './reasons.ts';

export const statuses = ['ok', 'degraded', 'failed', 'timeout', 'error', 'skipped'] as const;
export type Status = (typeof statuses)[number];

export const severities = ['sev1', 'sev2', 'sev3'] as const;
/** As in an incident runbook: sev1 wakes somebody, sev3 waits for the morning. */
export type Severity = (typeof severities)[number];

/** A Kubernetes object, or a part of one. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly container?: string;
}

/** What a check returns: what is wrong with which object. An empty list is health. */
export interface Finding {
  readonly reason: Reason;
  /** A fact with its numbers, lower case, no full stop. */
  readonly message: string;
  /** `fault` makes the result failed, `warning` degraded. Default: fault. */
  readonly level?: 'fault' | 'warning';
  /** The owner that a person would look at. */
  readonly object?: ObjectRef;
  /** The objects inside, the pods of a Deployment for one. */
  readonly objects?: readonly ObjectRef[];
  readonly evidence?: { readonly [key: string]: Json };
  /** The next commands to type. */
  readonly next?: readonly string[];
  /** Objects whose own faults would explain this one: the pods of a Service, the Service of an Ingress. */
  readonly because?: readonly ObjectRef[];
  /** Sets findings of one reason on one object apart (a container, a port); goes into the fingerprint. */
  readonly part?: string;
}

/** A finding in a result, as `-o json` prints it (`schemas/report.schema.json`). */
export interface ReportedFinding extends Omit<Finding, 'level' | 'objects' | 'next' | 'evidence' | 'part'> {
  readonly level: 'fault' | 'warning';
  readonly severity: Severity;
  readonly evidence: { readonly [key: string]: Json };
  readonly objects: readonly ObjectRef[];
  readonly next: readonly string[];
  /** How many objects it is about; at least 1. */
  readonly count: number;
  /** Stable from run to run for the same fault on the same object. */
  readonly fingerprint: string;
  /** Fingerprint of the finding of this run that is the root of this one. */
  readonly causedBy?: string;
}

/** One number measured by a check. `unit` is a UCUM-like word: `s`, `%`, `By`, or empty for a count. */
export interface Measure {
  readonly value: number;
  readonly unit: string;
}

/** One comparison that was made, whatever its outcome. */
export interface Assertion {
  readonly name: string;
  readonly operator: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly status: 'pass' | 'warn' | 'fail' | 'error';
  readonly unit?: string;
}

/** How long one phase of a probe took; `done: false` is the phase in which it ended early. */
export interface Phase {
  readonly name: PhaseName;
  readonly ms: number;
  readonly done: boolean;
}

export const phaseNames = ['resolve', 'connect', 'tls', 'auth', 'request', 'query', 'transfer', 'run'] as const;
export type PhaseName = (typeof phaseNames)[number];

export interface Attempt {
  readonly n: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: Status;
  readonly reason?: Reason;
  readonly message?: string;
}

/** The outcome of one registration; the shape of `results[]` in `-o json` (`schemas/report.schema.json`). */
export interface Result {
  readonly group: string;
  /** The registration's name. */
  readonly name: string;
  /** The name of the check in the catalogue. */
  readonly check: string;
  readonly service: string;
  readonly status: Status;
  /** True for ok and degraded, false for failed, timeout and error, null for skipped. */
  readonly healthy: boolean | null;
  /** Null when there is nothing to explain. */
  readonly reason: Reason | null;
  readonly severity: Severity;
  readonly message: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly attempts: readonly Attempt[];
  /** How many objects of which kind were looked at. */
  readonly looked: { readonly [what: string]: number };
  readonly measures: { readonly [name: string]: Measure };
  readonly assertions: readonly Assertion[];
  readonly phases: readonly Phase[];
  readonly notes: readonly string[];
  readonly remedy: string;
  readonly runbook: string | null;
  readonly findings: readonly ReportedFinding[];
}

export type Totals = { readonly [status in Status]: number };

/** How the export of metrics went. */
export interface Telemetry {
  readonly enabled: boolean;
  readonly exporters: readonly {
    readonly protocol: string;
    /** Without credentials. */
    readonly endpoint: string;
    readonly ok: boolean;
    readonly durationMs: number;
    readonly error?: string;
    readonly hint?: string;
  }[];
}

/** A finding that an ignore took out of the verdict. */
export interface Suppressed {
  readonly check: string;
  readonly object?: ObjectRef;
  readonly reason: Reason;
  readonly why: string;
  readonly until?: string;
  readonly count: number;
}

export interface RunInfo {
  readonly id: string;
  readonly version: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly cluster: string | null;
  /** Null: all namespaces. */
  readonly namespaces: readonly string[] | null;
  readonly filters: {
    readonly group: readonly string[];
    readonly name: readonly string[];
    readonly service: readonly string[];
  };
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly exitCode: number;
}

/** The document of `-o json`. Fields are only ever added. */
export interface Report {
  readonly schemaVersion: 1;
  readonly run: RunInfo;
  readonly totals: Totals;
  readonly telemetry: Telemetry;
  readonly suppressed: readonly Suppressed[];
  /** Things the user should know that belong to no single result: an ignore that matched nothing, for one. */
  readonly warnings: readonly string[];
  readonly results: readonly Result[];
}

/** What a status says of health. Skipped is neither. */
export const healthyOf = (status: Status): boolean | null =>
  status === 'skipped' ? null : status === 'ok' || status === 'degraded';

/** How many results have each status. */
export const totalsOf = (results: readonly Pick<Result, 'status'>[]): Totals => {
  const totals = { ok: 0, degraded: 0, failed: 0, timeout: 0, error: 0, skipped: 0 };
  for (const { status } of results) totals[status]++;
  return totals;
};

/**
 * 0 when everything selected was verified healthy, else 1 (`README.md`, Running it). All skipped is 1: nothing was
 * verified. No results at all is 0, the case of an empty shard; that nothing was selected is refused earlier.
 */
export const exitCodeOf = (totals: Totals, failOn: 'failed' | 'degraded' = 'failed'): 0 | 1 => {
  if (totals.failed + totals.timeout + totals.error > 0) return 1;
  if (failOn === 'degraded' && totals.degraded > 0) return 1;
  return totals.skipped > 0 && totals.ok + totals.degraded === 0 ? 1 : 0;
};
