import type { Report, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { spanIdOf, type TraceContext } from '../../process/trace-context.ts';

/** One span of a run, in the terms of OpenTelemetry. */
export interface RunSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Whether it is the caller's side of a request. */
  readonly client: boolean;
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** What went wrong; undefined: nothing did. */
  readonly error?: string | undefined;
}

/** Most spans that are sent of a run: a collector refuses what is larger than its limit of a request, usually 4 MiB. */
export const SPANS_LIMIT = 10_000;

/**
 * The spans of a run: the run, in it each check, in that its attempts, and in the last of them the phases of its probes. The
 * outermost come first, so that the run and its checks are sent where there are more than `SPANS_LIMIT`.
 */
export const spansOf = (report: Report, trace: TraceContext): readonly RunSpan[] => {
  const checks = report.results.map((result) => checkSpan(result, trace));
  const attempts = report.results.flatMap((result) => attemptSpans(result, trace));
  const phases = report.results.flatMap((result) => phaseSpans(result, trace));
  return [runSpan(report, trace), ...checks, ...attempts, ...phases];
};

/** The id of a check's registration, `service/name`. */
const idOf = ({ service, name }: Result): string => `${service}/${name}`;

const runSpan = ({ run, totals }: Report, trace: TraceContext): RunSpan => ({
  name: 'kavmon check',
  spanId: trace.spanId,
  parentSpanId: trace.parentSpanId,
  client: false,
  start: Date.parse(run.startedAt),
  end: Date.parse(run.startedAt) + run.durationMs,
  attributes: {
    'kavmon.run.id': run.id,
    'kavmon.run.exit_code': run.exitCode,
    ...Object.fromEntries(Object.entries(totals).map(([status, count]) => [`kavmon.run.checks.${status}`, count])),
  },
  error: run.exitCode === 0 ? undefined : `exit code ${run.exitCode}`,
});

const checkSpan = (result: Result, trace: TraceContext): RunSpan => ({
  name: idOf(result),
  spanId: spanIdOf(trace, idOf(result)),
  parentSpanId: trace.spanId,
  client: false,
  ...timesOf(result),
  attributes: {
    'check.group': result.group,
    'check.name': result.name,
    'check.service': result.service,
    ...outcomeAttributes(result),
  },
  error: errorOf(result),
});

const attemptSpans = (result: Result, trace: TraceContext): readonly RunSpan[] =>
  result.attempts.map((attempt) => ({
    name: `attempt ${attempt.n}`,
    spanId: spanIdOf(trace, idOf(result), attempt.n),
    parentSpanId: spanIdOf(trace, idOf(result)),
    client: hasProbed(result),
    ...timesOf(attempt),
    attributes: { 'check.attempt': attempt.n, ...outcomeAttributes(attempt) },
    error: errorOf(attempt),
  }));

/** A check that only judges has one phase, `run`. */
const hasProbed = ({ phases }: Result): boolean => phases.some(({ name }) => name !== 'run');

const phaseSpans = (result: Result, trace: TraceContext): readonly RunSpan[] => {
  const last = result.attempts.at(-1);
  if (last === undefined || !hasProbed(result)) return [];
  return result.phases.map(({ name, atMs = 0, ms, done }, index) => {
    const start = Date.parse(last.startedAt) + atMs;
    return {
      name,
      spanId: spanIdOf(trace, idOf(result), last.n, index),
      parentSpanId: spanIdOf(trace, idOf(result), last.n),
      client: false,
      start,
      end: start + ms,
      attributes: { 'probe.phase': name },
      error: done ? undefined : `ended in this phase: ${last.message ?? last.status}`,
    };
  });
};

const timesOf = ({
  startedAt,
  durationMs,
}: Pick<Result, 'startedAt' | 'durationMs'>): Pick<RunSpan, 'start' | 'end'> => ({
  start: Date.parse(startedAt),
  end: Date.parse(startedAt) + durationMs,
});

interface Outcome {
  readonly status: Status;
  readonly reason?: string | null;
  readonly message?: string;
}

/** `error.type` is that of OpenTelemetry: of a low cardinality, and only there with an error. */
const outcomeAttributes = ({ status, reason }: Outcome): RunSpan['attributes'] => ({
  'check.status': status,
  ...(reason ? { 'check.reason': reason } : {}),
  ...(FAILED_STATUSES.has(status) ? { 'error.type': reason ?? status } : {}),
});

const errorOf = ({ status, message }: Outcome): string | undefined =>
  FAILED_STATUSES.has(status) ? (message ?? status) : undefined;

const FAILED_STATUSES: ReadonlySet<Status> = new Set<Status>(['failed', 'timeout', 'error']);
