import type { PhaseName } from '../../model/phase.ts';
import type { Phase } from '../../model/result.ts';
import type { Probe } from '../../probes/probe.ts';
import type { Job } from './job.ts';
import { type PhaseClock, phaseClock } from './phases.ts';

/** The probes of one attempt, and what became of the calls. */
export interface ProbeCalls {
  /** Each probe that the check needs, as it sees it. */
  readonly bound: Readonly<Record<string, (options: never) => Promise<unknown>>>;
  /** How many calls have not ended. */
  inFlight(): number;
  /** Phases of all calls, in the order of their starts. */
  phases(): readonly Phase[];
  /** The phase that goes on, else the one that failed last, else `run`. */
  reached(): PhaseName;
}

/** Binds the probes that a registration needs to the signal of its attempt. */
export const bindProbes = ({ registration, surroundings }: Job, signal: AbortSignal): ProbeCalls => {
  const clocks: PhaseClock[] = [];
  let inFlight = 0;
  const call = async (name: string, options: never): Promise<unknown> => {
    const clock = phaseClock();
    clocks.push(clock);
    inFlight++;
    const phase = (entered: PhaseName): void => {
      clock.enter(entered);
      surroundings.entered?.(entered);
    };
    let done = false;
    try {
      const answer = await (await loaded(surroundings.probes, name))(options, { signal, phase });
      done = true;
      return answer;
    } finally {
      clock.end(done);
      inFlight--;
    }
  };
  const phases = (): readonly Phase[] => clocks.flatMap((clock) => clock.list());
  return {
    bound: Object.fromEntries(registration.probes.map((name) => [name, (options: never) => call(name, options)])),
    inFlight: () => inFlight,
    phases,
    reached: () => clocks.findLast((clock) => clock.current())?.current() ?? failedIn(phases()) ?? 'run',
  };
};

const failedIn = (phases: readonly Phase[]): PhaseName | undefined => phases.findLast(({ done }) => !done)?.name;

const loaded = (table: Job['surroundings']['probes'], name: string): Promise<Probe<never, unknown>> => {
  const load = Object.hasOwn(table, name) ? table[name] : undefined;
  if (load === undefined) throw new TypeError(`there is no probe ${name}`);
  return load();
};
