import type * as z from 'zod';
import type { ReportedReason } from './reasons.ts';
import type { reportSchema } from './report-schema.ts';

/** A copy of the type in which nothing can be changed. */
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

type ReportDocument = DeepReadonly<z.output<typeof reportSchema>>;

/** The document of `-o json` (`schemas/report.schema.json`). Fields are only ever added. */
export interface Report extends ReportDocument {}

/** The run of a report: which program looked at what, and when. */
export type RunInfo = Report['run'];

/** How the export of telemetry went. */
export type TelemetryOutcome = Report['telemetry'];

/** A finding that an ignore took out of the verdict. */
export type SuppressedFinding = Report['suppressed'][number];

type ReportedResult = Report['results'][number];

/** The outcome of one registration, an item of `results` in `-o json`. */
export interface Result extends ReportedResult {}

/** A root finding, or a check that is not plainly healthy and has no finding. */
export type Problem = Report['problems'][number];

/** What became of the problems of an earlier report. */
export type ChangesSince = NonNullable<Report['since']>;

/** A finding that follows from a problem. */
export type Consequence = Report['consequences'][number];

/** One attempt of a check. */
export type AttemptRecord = Result['attempts'][number];

/** One comparison that was made, whatever its outcome. */
export type Assertion = Result['assertions'][number];

/** One number measured by a check. */
export type Measurement = Result['measures'][string];

/** How long one phase of a probe took; `done: false` is the phase in which it ended early. */
export type PhaseTiming = Result['phases'][number];

/** A finding in a result. */
export type ReportedFinding = Result['findings'][number];

/** A Kubernetes object, or a part of one. `namespace` is absent for cluster-scoped kinds. */
export type ObjectRef = ReportedFinding['objects'][number];

/** What a check returns: what is wrong with which object. An empty list is health. */
export interface Finding {
  /** One of the closed list, or one of your own behind a namespace of yours: `acme/queue_stuck`. */
  readonly reason: ReportedReason;
  /** A fact with its numbers, lower case, no full stop. */
  readonly message: string;
  /** The cause in a few words, the most telling first: for a list with one line, of which the end may be cut off. Default: the message. */
  readonly brief?: string;
  /** `fault` makes the result failed, `warning` degraded. Default: fault. */
  readonly level?: ReportedFinding['level'];
  /** The owner that a person would look at. */
  readonly object?: ObjectRef;
  /** The objects inside, the pods of a Deployment for one. */
  readonly objects?: readonly ObjectRef[];
  readonly evidence?: ReportedFinding['evidence'];
  /** The next commands to type. */
  readonly next?: readonly string[];
  /** Objects whose own faults would explain this one: the pods of a Service, the Service of an Ingress. */
  readonly because?: readonly ObjectRef[];
  /** Distinguishes findings of one reason on one object (by container, by port); goes into the fingerprint. */
  readonly part?: string;
}
