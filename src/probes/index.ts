import type { BoundProbe, ProbeFunction } from './probe.ts';

/** Loads a probe. The types of a check's `needs` hold its options, so that none are named here. */
export type ProbeLoader = () => Promise<ProbeFunction<never, unknown>>;

/** The probes, each loaded when the first check needs it. */
export const probeLoaders = {
  http: async () => (await import('./http/http.ts')).probeHttp,
  tcp: async () => (await import('./tcp.ts')).probeTcp,
  dns: async () => (await import('./dns/dns.ts')).probeDns,
  tls: async () => (await import('./tls.ts')).probeTls,
  postgres: async () => (await import('./postgres/postgres.ts')).probePostgres,
  redis: async () => (await import('./redis/redis.ts')).probeRedis,
  exec: async () => (await import('./exec/exec.ts')).probeExec,
} as const satisfies Readonly<Record<string, ProbeLoader>>;

export type ProbeName = keyof typeof probeLoaders;

/** Probes as a check is handed them, by the name that it uses in `needs`. */
export type BoundProbes = {
  readonly [Name in ProbeName]: BoundProbe<Awaited<ReturnType<(typeof probeLoaders)[Name]>>>;
};

/** Whether a source of a check is a probe; all others are views. */
export const isProbeName = (source: string): source is ProbeName => Object.hasOwn(probeLoaders, source);
