import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import { withAmqp } from './connection.ts';
import { type AmqpServer, logIn, openVhost } from './login.ts';
import { sendRoundTrip } from './round-trip.ts';
import { type AmqpAddress, type AmqpTarget, parseAmqpTarget } from './target.ts';
import { parseAmqpUrl } from './url.ts';

export interface AmqpOptions extends AmqpAddress {
  /** Virtual hosts to open. Default: that of the URL, or `/`. */
  readonly vhosts?: readonly string[] | undefined;
  /** Publishes and consumes a message in each of them. Default: false. */
  readonly roundTrip?: boolean | undefined;
}

/** What was done in a virtual host. */
export interface VhostAnswer {
  /** Of a message and its confirmation; null when none was sent. */
  readonly roundTripMs: number | null;
  /** From the beginning of the connection to the end of what was asked in it. */
  readonly durationMs: number;
}

export interface AmqpAnswer {
  /** `host:port`. */
  readonly target: string;
  readonly server: AmqpServer;
  readonly vhosts: readonly { readonly vhost: string; readonly answer: PartAnswer<VhostAnswer> }[];
  /** Of all of them. */
  readonly durationMs: number;
}

/**
 * Logs in to RabbitMQ once for each virtual host and opens a channel in it. A virtual host that cannot be opened is a problem of
 * its own. Throws ProbeError for what is before that: name, connection, TLS, login.
 */
export const probeAmqp = async (options: AmqpOptions, session: ProbeSession): Promise<AmqpAnswer> => {
  const started = performance.now();
  const target = parseAmqpTarget(options);
  const names = options.vhosts ?? [(options.url === undefined ? undefined : parseAmqpUrl(options.url).vhost) ?? '/'];
  const vhosts: AmqpAnswer['vhosts'][number][] = [];
  let server: AmqpServer = { product: null, version: null, cluster: null };
  for (const vhost of names) {
    const asked = await askVhost(target, vhost, options.roundTrip === true, session);
    server = asked.server;
    vhosts.push({ vhost, answer: asked.answer });
  }
  return { target: target.text, server, vhosts, durationMs: performance.now() - started };
};

interface AskedVhost {
  readonly server: AmqpServer;
  readonly answer: PartAnswer<VhostAnswer>;
}

/** One connection, as a connection belongs to one virtual host. */
const askVhost = async (
  target: AmqpTarget,
  vhost: string,
  roundTrip: boolean,
  session: ProbeSession,
): Promise<AskedVhost> => {
  const started = performance.now();
  let server: AmqpServer | undefined;
  try {
    const roundTripMs = await withAmqp(target, session, async (connection) => {
      server = await logIn(connection, target);
      session.phase('query');
      await openVhost(connection, vhost);
      return roundTrip ? sendRoundTrip(connection) : null;
    });
    return {
      server: server as unknown as AmqpServer,
      answer: { value: { roundTripMs, durationMs: performance.now() - started } },
    };
  } catch (error) {
    if (server === undefined || !(error instanceof ProbeError)) throw error;
    return { server, answer: { problem: error } };
  }
};
