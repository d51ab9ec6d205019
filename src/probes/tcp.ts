import type { Socket } from 'node:net';
import { ProbeError } from '../model/errors.ts';
import { statusOfReason } from '../model/reasons.ts';
import { errorCode } from './net/network-error.ts';
import { formatExcerpt, readUntil } from './net/read-until.ts';
import { type ResolvedAddress, resolveHost } from './net/resolve-host.ts';
import { recognizeSpeaker } from './net/spoken-protocol.ts';
import { connectToAddresses, formatHostPort, redirectEndpoint } from './net/tcp-connect.ts';
import { connectTls, type TlsOptions } from './net/tls-connect.ts';
import { closedAtOnceError, watchOpening } from './net/watch-opening.ts';
import type { ProbeSession } from './probe.ts';

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly family?: 4 | 6 | undefined;
  /** `any`: the first address that accepts, as clients do. `all`: each of them. Default: any. */
  readonly addresses?: 'any' | 'all' | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Text to send once connected. */
  readonly send?: string | undefined;
  /** Regular expression that the first 64 KiB of the answer must match. */
  readonly expect?: string | undefined;
  /** Whether the other side may close the connection at once. */
  readonly allowClose?: boolean | undefined;
  /** Is told of an answer that does not match, as it stands so far: a deadline may end the wait for the rest. */
  readonly unmatched?: ((text: string) => void) | undefined;
  /** An address that has not accepted after so many ms is reported as silent. Default: wait until the deadline. */
  readonly connectTimeoutMs?: number | undefined;
}

/** What came of one address, or of the first one that accepted. */
export interface TcpAddress {
  readonly address: string;
  /** `silent` only with `connectTimeoutMs`. */
  readonly outcome: 'open' | 'refused' | 'unreachable' | 'silent' | 'failed';
  readonly ms: number;
  /** Beginning of the answer, quoted. */
  readonly received?: string;
  /** Set for every outcome but open. */
  readonly error?: ProbeError;
}

const MAX_ANSWER_BYTES = 65_536;

/**
 * Connects, and starts TLS, sends and reads as the options say. Returns one entry with `any`, one for each address with `all`.
 * Throws ProbeError when the name has no address or nothing can be learnt of the target, or the signal's reason.
 */
export const probeTcp = async (options: TcpOptions, session: ProbeSession): Promise<readonly TcpAddress[]> => {
  session.phase('resolve', formatHostPort(options.host, options.port));
  const { host, port, family } = redirectEndpoint(options, session);
  const addresses = await resolveHost(host, { family }, session.signal);
  session.phase('connect');
  const groups = options.addresses === 'all' ? addresses.map((address) => [address]) : [addresses];
  return Promise.all(groups.map((group) => tryAddresses(group, { ...options, port }, session)));
};

const tryAddresses = async (
  addresses: readonly ResolvedAddress[],
  options: TcpOptions,
  session: ProbeSession,
): Promise<TcpAddress> => {
  const started = performance.now();
  let address = addresses.map((one) => one.address).join(', ');
  let socket: Socket | undefined;
  try {
    socket = await connectInTime(addresses, options, session.signal);
    const ms = performance.now() - started;
    address = socket.remoteAddress ?? address;
    return { address, outcome: 'open', ms, ...(await exchangeData(socket, options, session, started)) };
  } catch (error) {
    session.signal.throwIfAborted();
    const found = { address, ms: performance.now() - started };
    if (socket !== undefined || !isResetAtOnce(error)) return lostAddress(found, error);
    session.phase('request');
    return resetAddress(found, error, options);
  } finally {
    socket?.destroy();
  }
};

type FoundAddress = Pick<TcpAddress, 'address' | 'ms'>;

const lostAddress = (found: FoundAddress, error: unknown): TcpAddress => {
  if (!(error instanceof ProbeError) || statusOfReason(error.reason) === 'error') throw error;
  return { ...found, outcome: connectionOutcome(error), error };
};

const resetAddress = (found: FoundAddress, cause: unknown, { host, port, allowClose }: TcpOptions): TcpAddress =>
  allowClose === true
    ? { ...found, outcome: 'open' }
    : { ...found, outcome: 'unreachable', error: closedAtOnceError(formatHostPort(host, port), cause) };

/** A reset may be there before the connection is reported; the attempt itself would be refused, not reset. */
const isResetAtOnce = (error: unknown): boolean =>
  error instanceof ProbeError && errorCode(error.cause) === 'ECONNRESET';

const connectionOutcome = ({ reason }: ProbeError): TcpAddress['outcome'] => {
  if (reason === 'connect_refused') return 'refused';
  if (reason === 'connect_timeout') return 'silent';
  return reason === 'unreachable' ? 'unreachable' : 'failed';
};

const connectInTime = async (
  addresses: readonly ResolvedAddress[],
  options: TcpOptions,
  signal: AbortSignal,
): Promise<Socket> => {
  if (options.connectTimeoutMs === undefined) return connectToAddresses(addresses, options, signal);
  const timeout = new AbortController();
  const silent = new ProbeError(
    'connect_timeout',
    `${formatHostPort(options.host, options.port)}: no answer to the connection attempt in ${options.connectTimeoutMs} ms`,
  );
  const timer = setTimeout(() => timeout.abort(silent), options.connectTimeoutMs);
  try {
    return await connectToAddresses(addresses, options, AbortSignal.any([signal, timeout.signal]));
  } finally {
    clearTimeout(timer);
  }
};

const exchangeData = async (
  plain: Socket,
  options: TcpOptions,
  session: ProbeSession,
  started: number,
): Promise<{ received?: string }> => {
  const socket = options.tls === undefined ? plain : await connectTls(plain, options, options.tls, session);
  session.phase('request');
  const target = formatHostPort(options.host, options.port);
  const openedInMs = performance.now() - started;
  try {
    if (options.expect === undefined)
      await watchOpening(socket, { target, allowClose: options.allowClose === true, openedInMs });
    if (options.send !== undefined) socket.write(options.send);
    if (options.expect === undefined) return {};
    return { received: formatExcerpt(await readAnswer(socket, options, options.expect)) };
  } finally {
    socket.destroy();
  }
};

const readAnswer = async (
  socket: Socket,
  { host, port, tls, unmatched }: TcpOptions,
  expect: string,
): Promise<Buffer> => {
  const pattern = new RegExp(expect);
  const target = `${formatHostPort(host, port)}: waiting for /${expect}/`;
  return readUntil(socket, {
    target,
    limit: MAX_ANSWER_BYTES,
    enough: (received) => {
      const matches = pattern.test(received.toString('utf8'));
      if (!matches) unmatched?.(describeUnmatched(received, tls !== undefined));
      return matches;
    },
  });
};

/** What has come in place of what is expected, for a note. */
const describeUnmatched = (received: Buffer, encrypted: boolean): string => {
  const speaker = recognizeSpeaker(received);
  const hint = speaker === 'TLS' && !encrypted ? '; this port speaks TLS, ask with tls: {}' : '';
  return `received ${formatExcerpt(received)}${hint}`;
};
