import type { Registration } from '../../check/check.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { PhaseTiming } from '../../model/result.ts';
import type { ProbeFunction } from '../../probes/probe.ts';
import { spanIdOf, traceHeaders } from '../../process/trace-context.ts';
import type { CheckJob } from './check-environment.ts';
import { type PhaseClock, phaseClock } from './phases.ts';

/** The probes of one attempt, and the state of its calls. */
export interface ProbeCalls {
  /** The probes that the check declares, by name, as functions of their options. */
  readonly bound: Readonly<Record<string, (options: never) => Promise<unknown>>>;
  /** Calls that have not ended. */
  inFlight(): number;
  /** Phases of all calls, in the order of their starts. */
  phases(): readonly PhaseTiming[];
  /** The phase that goes on, else the last that failed, else `run`. */
  reached(): PhaseName;
  /** Where the phase that goes on leads, `host:port`; undefined without one, and where its probe connects to none. */
  target(): string | undefined;
}

/** The attempt that probes belong to. */
interface ProbedAttempt {
  /** Counted from 1. */
  readonly n: number;
  readonly signal: AbortSignal;
  /** Its start, a reading of `performance.now()`. */
  readonly since: number;
}

/** Binds the probes that a registration needs to its attempt. */
export const bindProbes = (
  { registration, environment }: CheckJob,
  { n, signal, since }: ProbedAttempt,
): ProbeCalls => {
  const clocks: PhaseClock[] = [];
  const headers = handedOn(registration, n);
  let inFlight = 0;
  const call = async (name: string, options: never): Promise<unknown> => {
    const clock = phaseClock(since);
    clocks.push(clock);
    inFlight++;
    const phase = (entered: PhaseName, target?: string): void => {
      clock.enter(entered, target);
      environment.entered?.(entered);
    };
    let done = false;
    try {
      const answer = await (await loadProbe(environment.probes, name))(options, {
        signal,
        phase,
        traceHeaders: headers,
        connectTo: registration.connectTo,
        onSecret: (text: string) => environment.onSecret?.(text),
      });
      done = true;
      return answer;
    } finally {
      clock.end(done);
      inFlight--;
    }
  };
  const phases = (): readonly PhaseTiming[] => clocks.flatMap((clock) => clock.list());
  const ongoing = (): PhaseClock | undefined => clocks.findLast((clock) => clock.current() !== undefined);
  return {
    bound: Object.fromEntries(registration.probes.map((name) => [name, (options: never) => call(name, options)])),
    inFlight: () => inFlight,
    phases,
    target: () => ongoing()?.target(),
    reached: () => ongoing()?.current() ?? lastFailedPhase(phases()) ?? 'run',
  };
};

/** Headers by which the target joins the trace of the run; none without one. */
const handedOn = ({ id, trace }: Registration, n: number): Readonly<Record<string, string>> =>
  trace === undefined ? {} : traceHeaders(trace, spanIdOf(trace, id, n));

const lastFailedPhase = (phases: readonly PhaseTiming[]): PhaseName | undefined =>
  phases.findLast(({ done }) => !done)?.name;

const loadProbe = (table: CheckJob['environment']['probes'], name: string): Promise<ProbeFunction<never, unknown>> => {
  const load = Object.hasOwn(table, name) ? table[name] : undefined;
  if (load === undefined) throw new TypeError(`there is no probe ${name}`);
  return load();
};
