import type { PhaseName } from '../model/phase.ts';

/** What a probe is given beside its options: it must end when `signal` aborts, closing what it opened. */
export interface Session {
  readonly signal: AbortSignal;
  /** The probe enters this phase; the one before it is done. The reason of a timeout is read off the last one. */
  phase(name: PhaseName): void;
}

/** A probe talks one protocol to one target. It throws `ProbeError` for what it knows of the service. */
export type Probe<Options, Answer> = (options: Options, session: Session) => Promise<Answer>;

/** The same probe as a check sees it: deadline, phases and attempt are kept by the run. */
export type BoundProbe<P> =
  P extends Probe<infer Options, infer Answer> ? (options: Options) => Promise<Answer> : never;
