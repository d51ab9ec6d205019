import type { PhaseName } from '../model/phase.ts';

/** Where connections to a host and port really go, as `--connect-to` of curl has it. Names and headers stay those of the host. */
export interface ConnectTo {
  readonly host: string;
  readonly port: number;
  /** An IP address. */
  readonly address: string;
  readonly addressPort: number;
}

/** What a probe is given beside its options. It must end when `signal` aborts, and close what it opened. */
export interface ProbeSession {
  readonly signal: AbortSignal;
  /**
   * The probe enters this phase, which ends the one before. The last one entered gives a timeout its reason, and the last
   * target that was given (`host:port`, a path; no credentials) its place.
   */
  phase(name: PhaseName, target?: string): void;
  /** Headers by which a target joins the trace of the run (W3C Trace Context); absent or empty: there is none. */
  readonly traceHeaders?: Readonly<Record<string, string>>;
  readonly connectTo?: ConnectTo | undefined;
  /** Takes a secret that the probe has learnt, before anything is written of it; absent: nothing is written. */
  readonly onSecret?: (text: string) => void;
}

/** Talks one protocol to one target. Throws `ProbeError` for what it knows of the service. */
export type ProbeFunction<Options, Answer> = (options: Options, session: ProbeSession) => Promise<Answer>;

/** A probe as a check is handed it: the session is added by the run. */
export type BoundProbe<P> =
  P extends ProbeFunction<infer Options, infer Answer> ? (options: Options) => Promise<Answer> : never;
