import type { Probe } from '../probe.ts';
import type { ProbeName } from '../sources.ts';

/** Loads a probe; its options are the check's business, which the types of `needs` have seen to. */
export type ProbeLoader = () => Promise<Probe<never, unknown>>;

/** The probes, each loaded when the first check needs it. */
export const probes: Readonly<Record<ProbeName, ProbeLoader>> = {
  http: async () => (await import('./http.ts')).http,
  tcp: async () => (await import('./tcp.ts')).tcp,
  dns: async () => (await import('./dns.ts')).dns,
  tls: async () => (await import('./tls.ts')).tls,
  postgres: async () => (await import('./postgres.ts')).postgres,
  redis: async () => (await import('./redis.ts')).redis,
  exec: async () => (await import('./exec.ts')).exec,
};
