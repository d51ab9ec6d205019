import type { BoundProbe, Probe } from './probe.ts';

/** Loads a probe. The types of a check's `needs` hold its options, so that none are named here. */
export type ProbeLoader = () => Promise<Probe<never, unknown>>;

/** The probes, each loaded when the first check needs it. */
export const probes = {
  http: async () => (await import('./http/http.ts')).http,
  tcp: async () => (await import('./tcp.ts')).tcp,
  dns: async () => (await import('./dns/dns.ts')).dns,
  tls: async () => (await import('./tls.ts')).tls,
  postgres: async () => (await import('./postgres/postgres.ts')).postgres,
  redis: async () => (await import('./redis/redis.ts')).redis,
  exec: async () => (await import('./exec/exec.ts')).exec,
} as const satisfies Readonly<Record<string, ProbeLoader>>;

export type ProbeName = keyof typeof probes;

/** Probes as a check is handed them, by the name that it uses in `needs`. */
export type Probes = { readonly [Name in ProbeName]: BoundProbe<Awaited<ReturnType<(typeof probes)[Name]>>> };

/** Whether a source of a check is a probe; all others are views. */
export const isProbe = (source: string): source is ProbeName => Object.hasOwn(probes, source);
