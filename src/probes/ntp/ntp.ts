import { createSocket, type Socket } from 'node:dgram';
import { ProbeError } from '../../model/errors.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { networkError } from '../net/network-error.ts';
import { resolveHost } from '../net/resolve-host.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { answersRequest, createNtpRequest, readNtpReply } from './packet.ts';

export interface NtpOptions {
  readonly host: string;
  /** Default: 123. */
  readonly port?: number | undefined;
  /** How long the server may be silent, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a time server says of this machine's clock. */
export interface NtpAnswer {
  readonly target: string;
  readonly address: string;
  readonly stratum: number;
  /** Milliseconds that the server's clock is ahead of this machine's; negative: behind. */
  readonly offsetMs: number;
  /** Milliseconds that the packets took there and back. The offset is right to half of it. */
  readonly delayMs: number;
}

const NTP_PORT = 123;

/** A packet may get lost: it is sent again after so long. */
const RESEND_MS = 1000;

/**
 * Asks a time server how far this machine's clock is from its own (RFC 5905, SNTP). Throws ProbeError when it refuses, or does
 * not know the time, or the signal's reason.
 */
export const probeNtp = async (
  { host, port = NTP_PORT, timeoutMs }: NtpOptions,
  session: ProbeSession,
): Promise<NtpAnswer> => {
  const target = formatHostPort(host, port);
  session.phase('resolve', target);
  const [first] = await resolveHost(host, {}, session.signal);
  const { address, family } = first ?? { address: host, family: 4 };
  session.phase('request');
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const { packet, sentAt, tookMs } = await exchangePackets(
      socket,
      { address, port, target, timeoutMs },
      session.signal,
    );
    const reply = readNtpReply(packet, target);
    const answeredAt = sentAt + tookMs;
    return {
      target,
      address,
      stratum: reply.stratum,
      offsetMs: (reply.receivedAt - sentAt + (reply.sentAt - answeredAt)) / 2,
      delayMs: Math.max(0, tookMs - (reply.sentAt - reply.receivedAt)),
    };
  } finally {
    socket.close();
  }
};

const silenceError = ({ target, timeoutMs }: NtpServer): ProbeError =>
  new ProbeError('connect_timeout', `${target}: no answer within ${formatDuration(timeoutMs)} (NTP, over UDP)`);

interface Exchange {
  readonly packet: Buffer;
  /** When the request was sent, by this machine's clock, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly tookMs: number;
}

interface NtpServer {
  readonly address: string;
  readonly port: number;
  readonly target: string;
  readonly timeoutMs: number;
}

const exchangePackets = (socket: Socket, server: NtpServer, signal: AbortSignal): Promise<Exchange> => {
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  let request = createNtpRequest();
  let sentAt = 0;
  let since = 0;
  const send = (): void => {
    request = createNtpRequest();
    sentAt = Date.now();
    since = performance.now();
    socket.send(request.packet, (error) => error && fail(error));
  };
  const fail = (error: unknown): void => reject(networkError(error, server.target) ?? error);
  const end = (): void => reject(signal.reason);
  socket.on('message', (packet) => {
    const tookMs = performance.now() - since;
    if (answersRequest(packet, request)) resolve({ packet, sentAt, tookMs });
  });
  socket.on('error', fail);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  // Connected, so that a port at which nobody listens refuses.
  socket.connect(server.port, server.address, send);
  const resending = setInterval(send, RESEND_MS);
  const limit = setTimeout(() => reject(silenceError(server)), server.timeoutMs);
  return promise.finally(() => {
    clearInterval(resending);
    clearTimeout(limit);
    signal.removeEventListener('abort', end);
  });
};
