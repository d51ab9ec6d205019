import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { duration } from '../../../src/params/duration.ts';
import { hostAndPort } from '../../../src/params/host.ts';
import { refusedParam } from '../../../src/params/refused-param.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';

type KafkaOptions = Parameters<BoundProbes['kafka']>[0];

/** Parameters of the brokers, the credentials and TLS. */
export const kafkaAddress = () => ({
  bootstrap: z
    .array(hostAndPort())
    .min(1)
    .max(20)
    .describe('`host:port` of brokers; the first one that answers names all others. The port is 9092 when left out'),
  target: refusedParam(
    'clients of Kafka are sent on to the addresses that the brokers advertise, which a Service does not know: give bootstrap',
  ),
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512').describe('How to log in'),
      user: secretOrText().describe('User'),
      password: secret().describe('Password of the user'),
    })
    .meta({ title: 'kafkaLogin' })
    .optional()
    .describe('Login; none when left out'),
  tls: tlsParams().optional().describe('TLS options; TLS is spoken when this is there, be it `{}`'),
  nodeTimeout: duration().prefault('2s').describe('How long one of several brokers is waited for'),
});

type KafkaParams = z.output<z.ZodObject<ReturnType<typeof kafkaAddress>>>;

/** The options of the probe that all checks share. */
export const toKafkaOptions = ({ bootstrap, sasl, tls, nodeTimeout }: KafkaParams): KafkaOptions => ({
  ...{ bootstrap, sasl, tls },
  nodeTimeoutMs: nodeTimeout,
});
