import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';

export const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** Credentials and TLS, the same for all brokers. */
export interface KafkaAccess {
  readonly sasl?:
    | { readonly mechanism: (typeof saslMechanisms)[number]; readonly user: string; readonly password: string }
    | undefined;
  /** TLS is used when this is there, even empty. */
  readonly tls?: TlsOptions | undefined;
}

export interface KafkaTarget extends KafkaAccess {
  readonly host: string;
  readonly port: number;
  /** `host:port`, for messages. */
  readonly text: string;
}

const KAFKA_PORT = 9092;

/** A broker written as `host:port`, with these credentials. Throws ProbeError `config`. */
export const parseBroker = (text: string, { sasl, tls }: KafkaAccess): KafkaTarget => {
  const [, literal, name, written] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = literal ?? name;
  if (host === undefined) throw new ProbeError('config', `"${text}" is no broker: write host:port`);
  return brokerTarget(host, Number(written ?? KAFKA_PORT), { sasl, tls });
};

/** The same by its parts, as a broker advertises itself. */
export const brokerTarget = (host: string, port: number, { sasl, tls }: KafkaAccess): KafkaTarget => ({
  ...{ host, port, sasl, tls },
  text: formatHostPort(host, port),
});
