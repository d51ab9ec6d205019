import type { Socket } from 'node:net';
import { ProbeError } from '../model/errors.ts';
import { statusOfReason } from '../model/reasons.ts';
import { connectToAny, hostPort } from './net/dial.ts';
import { excerpt, readUntil } from './net/read-until.ts';
import { type Address, resolve } from './net/resolve.ts';
import { secure, type TlsOptions } from './net/tls-connect.ts';
import type { Session } from './probe.ts';

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly family?: 4 | 6 | undefined;
  /** `any`: the first address that takes the connection, as clients do. `all`: each of them. Default: any. */
  readonly addresses?: 'any' | 'all' | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Sent once connected. */
  readonly send?: string | undefined;
  /** Regular expression that what comes back must match within the first 64 KiB. */
  readonly expect?: string | undefined;
  /** An address that has not taken the connection after so many ms counts as silent, and is told instead of waited for. */
  readonly patienceMs?: number | undefined;
}

/** How one address took it. */
export interface TcpAddress {
  readonly address: string;
  /** `silent` only with `patienceMs`. */
  readonly outcome: 'open' | 'refused' | 'unreachable' | 'silent' | 'failed';
  readonly ms: number;
  /** Beginning of what came back, quoted. */
  readonly received?: string;
  /** What was thrown, for every outcome but open. */
  readonly error?: ProbeError;
}

const ANSWER_LIMIT = 65_536;

/** Connects, speaks TLS, sends and expects, as asked; one entry for each address that was to be tried. Throws when the name has none. */
export const tcp = async (options: TcpOptions, session: Session): Promise<readonly TcpAddress[]> => {
  session.phase('resolve');
  const addresses = await resolve(options.host, { family: options.family }, session.signal);
  session.phase('connect');
  const groups = options.addresses === 'all' ? addresses.map((address) => [address]) : [addresses];
  return Promise.all(groups.map((group) => tryAddresses(group, options, session)));
};

const tryAddresses = async (
  addresses: readonly Address[],
  options: TcpOptions,
  session: Session,
): Promise<TcpAddress> => {
  const started = performance.now();
  let address = addresses.map((one) => one.address).join(', ');
  let socket: Socket | undefined;
  try {
    socket = await connect(addresses, options, session.signal);
    const ms = performance.now() - started;
    address = socket.remoteAddress ?? address;
    return { address, outcome: 'open', ms, ...(await converse(socket, options, session)) };
  } catch (error) {
    session.signal.throwIfAborted();
    if (!(error instanceof ProbeError) || statusOfReason(error.reason) === 'error') throw error;
    return { address, outcome: outcomeOf(error), ms: performance.now() - started, error };
  } finally {
    socket?.destroy();
  }
};

const outcomeOf = ({ reason }: ProbeError): TcpAddress['outcome'] => {
  if (reason === 'connect_refused') return 'refused';
  if (reason === 'connect_timeout') return 'silent';
  return reason === 'unreachable' ? 'unreachable' : 'failed';
};

const connect = async (addresses: readonly Address[], options: TcpOptions, signal: AbortSignal): Promise<Socket> => {
  if (options.patienceMs === undefined) return connectToAny(addresses, options, signal);
  const patience = new AbortController();
  const silent = new ProbeError(
    'connect_timeout',
    `${hostPort(options.host, options.port)}: no answer to the connection attempt in ${options.patienceMs} ms`,
  );
  const timer = setTimeout(() => patience.abort(silent), options.patienceMs);
  try {
    return await connectToAny(addresses, options, AbortSignal.any([signal, patience.signal]));
  } finally {
    clearTimeout(timer);
  }
};

const converse = async (plain: Socket, options: TcpOptions, session: Session): Promise<{ received?: string }> => {
  const socket = options.tls === undefined ? plain : await secure(plain, options, options.tls, session);
  session.phase('request');
  try {
    if (options.send !== undefined) socket.write(options.send);
    if (options.expect === undefined) return {};
    return { received: excerpt(await answerOf(socket, options.expect, hostPort(options.host, options.port))) };
  } finally {
    socket.destroy();
  }
};

const answerOf = (socket: Socket, expect: string, host: string): Promise<Buffer> => {
  const pattern = new RegExp(expect);
  return readUntil(socket, {
    target: `${host}: waiting for /${expect}/`,
    limit: ANSWER_LIMIT,
    enough: (received) => pattern.test(received.toString('utf8')),
  });
};
