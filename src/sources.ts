import type { BoundProbe } from './probe.ts';

/** Rows of the cluster by the name that a check uses in `needs`. Types only. */
// biome-ignore lint/suspicious/noEmptyInterface: filled as views come
export interface Views {}

/** Probes by the name that a check uses in `needs`. Types only. */
export interface Probes {
  readonly http: BoundProbe<typeof import('./probes/http.ts').http>;
  readonly tcp: BoundProbe<typeof import('./probes/tcp.ts').tcp>;
  readonly dns: BoundProbe<typeof import('./probes/dns.ts').dns>;
  readonly tls: BoundProbe<typeof import('./probes/tls.ts').tls>;
  readonly postgres: BoundProbe<typeof import('./probes/postgres.ts').postgres>;
  readonly redis: BoundProbe<typeof import('./probes/redis.ts').redis>;
  readonly exec: BoundProbe<typeof import('./probes/exec.ts').exec>;
}

const PROBES: Readonly<Record<keyof Probes, true>> = {
  http: true,
  tcp: true,
  dns: true,
  tls: true,
  postgres: true,
  redis: true,
  exec: true,
};

/** Says whether a source is a probe; every other one is a view. */
export const isProbe = (source: string): source is ProbeName => Object.hasOwn(PROBES, source);

export type Sources = Views & Probes;
export type ViewName = keyof Views & string;
export type ProbeName = keyof Probes & string;
export type SourceName = keyof Sources & string;
