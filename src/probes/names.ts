/** The probes by the names that checks use in `needs`; apart from their loaders, which bring all of their code. */
const probeNames = [
  'http',
  'tcp',
  'dns',
  'tls',
  'postgres',
  'pgbouncer',
  'redis',
  'amqp',
  'kafka',
  'nats',
  'mysql',
  'prometheus',
  'exec',
  'ntp',
  'mongodb',
  'websocket',
  'grpc',
] as const;

export type ProbeName = (typeof probeNames)[number];

/** Whether a source of a check is a probe; all others are views. */
export const isProbeName = (source: string): source is ProbeName => probeNames.includes(source as ProbeName);
