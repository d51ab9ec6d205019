import type { ProbeName } from './names.ts';
import type { BoundProbe, ProbeFunction } from './probe.ts';

export { isProbeName, type ProbeName } from './names.ts';

/** Loads a probe. The types of a check's `needs` hold its options, so that none are named here. */
export type ProbeLoader = () => Promise<ProbeFunction<never, unknown>>;

/** The probes, each loaded when the first check needs it. */
export const probeLoaders = {
  http: async () => (await import('./http/http.ts')).probeHttp,
  tcp: async () => (await import('./tcp.ts')).probeTcp,
  dns: async () => (await import('./dns/dns.ts')).probeDns,
  ntp: async () => (await import('./ntp/ntp.ts')).probeNtp,
  tls: async () => (await import('./tls.ts')).probeTls,
  postgres: async () => (await import('./postgres/postgres.ts')).probePostgres,
  pgbouncer: async () => (await import('./postgres/pgbouncer.ts')).probePgbouncer,
  redis: async () => (await import('./redis/redis.ts')).probeRedis,
  amqp: async () => (await import('./amqp/amqp.ts')).probeAmqp,
  mysql: async () => (await import('./mysql/mysql.ts')).probeMysql,
  mongodb: async () => (await import('./mongodb/mongodb.ts')).probeMongodb,
  nats: async () => (await import('./nats/nats.ts')).probeNats,
  kafka: async () => (await import('./kafka/kafka.ts')).probeKafka,
  prometheus: async () => (await import('./prometheus.ts')).probePrometheus,
  websocket: async () => (await import('./websocket/websocket.ts')).probeWebSocket,
  grpc: async () => (await import('./grpc/grpc.ts')).probeGrpc,
  exec: async () => (await import('./exec/exec.ts')).probeExec,
} as const satisfies Readonly<Record<ProbeName, ProbeLoader>>;

/** Probes as a check is handed them, by the name that it uses in `needs`. */
export type BoundProbes = {
  readonly [Name in ProbeName]: BoundProbe<Awaited<ReturnType<(typeof probeLoaders)[Name]>>>;
};
