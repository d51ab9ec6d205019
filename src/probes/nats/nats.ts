import type { ProbeSession } from '../probe.ts';
import { type NatsServerInfo, withNats } from './connection.ts';
import { disabledError, type JetStreamRow, openJetStream } from './jetstream.ts';
import { type NatsAddress, parseNatsTarget } from './target.ts';

export interface NatsOptions extends NatsAddress {
  /** `account` asks whether JetStream answers, `streams` for all streams and their consumers. Default: neither. */
  readonly ask?: 'account' | 'streams' | undefined;
  /** Which streams are meant, by name; the consumers of no others are asked for. Default: all. */
  readonly isMeant?: ((stream: string) => boolean) | undefined;
  /** Domain of JetStream. Default: that of the account. */
  readonly domain?: string | undefined;
}

export interface NatsStream {
  readonly stream: JetStreamRow;
  readonly consumers: readonly JetStreamRow[];
}

export interface NatsAnswer {
  /** `host:port`. */
  readonly target: string;
  readonly server: NatsServerInfo;
  /** Of a PING and its PONG, the login included. */
  readonly roundTripMs: number;
  /** Whether JetStream answers to this account; null when it was not asked. */
  readonly jetstream: boolean | null;
  /** Streams that are meant; names of all others, too. */
  readonly streams: readonly NatsStream[];
  readonly names: readonly string[];
  readonly durationMs: number;
}

/** Logs in to a NATS server and asks what its options name; nothing is published but requests to JetStream's API. Throws ProbeError, or the signal's reason. */
export const probeNats = async (options: NatsOptions, session: ProbeSession): Promise<NatsAnswer> => {
  const started = performance.now();
  const { ask, isMeant = () => true, domain, ...address } = options;
  return withNats(parseNatsTarget(address), session, async (connection) => {
    const { target, info: server, roundTripMs } = connection;
    const api = openJetStream(connection, domain);
    const jetstream = ask === undefined ? null : (await api.account()) !== null;
    if (ask === 'streams' && jetstream === false) throw disabledError(target);
    const all = ask === 'streams' ? await api.streams() : [];
    const streams: NatsStream[] = [];
    for (const stream of all.filter((one) => isMeant(nameOf(one))))
      streams.push({ stream, consumers: await api.consumers(nameOf(stream)) });
    const durationMs = performance.now() - started;
    return { target, server, roundTripMs, jetstream, streams, names: all.map(nameOf), durationMs };
  });
};

/** The name of a stream, in its configuration. */
export const nameOf = ({ config }: JetStreamRow): string => String((config as JetStreamRow | undefined)?.name ?? '');
