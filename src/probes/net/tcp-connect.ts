import { createConnection, type Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeSession } from '../probe.ts';
import { errorCode, networkError } from './network-error.ts';
import { type ResolvedAddress, resolveHost } from './resolve-host.ts';

export interface NetworkEndpoint {
  readonly host: string;
  readonly port: number;
  readonly family?: 4 | 6 | undefined;
}

/** Connection Attempt Delay (RFC 8305, 5): an address that is silent for so long has the next one tried beside it. */
const NEXT_ADDRESS_MS = 250;

/** `host:port` for messages, an IPv6 address in brackets. */
export const formatHostPort = (host: string, port: number): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;

/**
 * A socket connected to the first address of the host that accepts. It is destroyed when the session's signal aborts, and
 * has an error listener, so that a late error does not crash the thread. Throws ProbeError, or the signal's reason.
 */
export const connectTcp = async (endpoint: NetworkEndpoint, session: ProbeSession): Promise<Socket> => {
  session.phase('resolve', formatHostPort(endpoint.host, endpoint.port));
  const { host, port, family } = redirectEndpoint(endpoint, session);
  const addresses = await resolveHost(host, { family }, session.signal);
  session.phase('connect');
  return connectToAddresses(addresses, { ...endpoint, port }, session.signal);
};

/** Where a connection to an endpoint really goes; the IP version that is asked for is that of the endpoint, not of a way there. */
export const redirectEndpoint = (
  { host, port, family }: NetworkEndpoint,
  { connectTo }: Pick<ProbeSession, 'connectTo'>,
): NetworkEndpoint =>
  connectTo?.host === host && connectTo.port === port
    ? { host: connectTo.address, port: connectTo.addressPort }
    : { host, port, family };

/** The same for addresses that are known already; the host is for the message. */
export const connectToAddresses = async (
  addresses: readonly ResolvedAddress[],
  endpoint: NetworkEndpoint,
  signal: AbortSignal,
): Promise<Socket> => {
  signal.throwIfAborted();
  const outcome = await raceAddresses(addresses, endpoint.port, signal);
  if (!Array.isArray(outcome)) return outcome;
  signal.throwIfAborted();
  throw connectError(outcome, endpoint);
};

/** Destroys the socket with the signal's reason when that aborts, and ignores the socket's errors from now on. */
export const destroyOnAbort = (socket: Socket, signal: AbortSignal): void => {
  const end = (): void => {
    socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  socket.on('error', () => {});
  signal.addEventListener('abort', end, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', end));
};

interface AddressFailure {
  readonly address: ResolvedAddress;
  readonly error: unknown;
}

const raceAddresses = (
  addresses: readonly ResolvedAddress[],
  port: number,
  signal: AbortSignal,
): Promise<Socket | AddressFailure[]> => {
  const { promise, resolve: settle } = Promise.withResolvers<Socket | AddressFailure[]>();
  const racing = new Set<Socket>();
  const failures: AddressFailure[] = [];
  const waiting = [...addresses];
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    clearTimeout(timer);
    const address = signal.aborted ? undefined : waiting.shift();
    if (address !== undefined) start(address);
    else if (racing.size === 0) settle(failures);
  };
  const start = (address: ResolvedAddress): void => {
    const socket = createConnection({ host: address.address, port, family: address.family, noDelay: true });
    destroyOnAbort(socket, signal);
    racing.add(socket);
    const fail = (error: unknown): void => {
      failures.push({ address, error });
      racing.delete(socket);
      next();
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      clearTimeout(timer);
      waiting.length = 0;
      for (const other of racing) if (other !== socket) other.destroy();
      settle(socket);
    });
    if (waiting.length > 0) timer = setTimeout(next, NEXT_ADDRESS_MS);
  };
  next();
  return promise;
};

/** One error for all addresses: a refusal, if there is one, as it says more than a missing route. */
const connectError = (failures: readonly AddressFailure[], endpoint: NetworkEndpoint): unknown => {
  const shown = failures.find(({ error }) => errorCode(error) === 'ECONNREFUSED') ?? failures[0];
  const target = formatHostPort(endpoint.host, endpoint.port);
  const addresses = failures.map(({ address }) => address.address).filter((address) => address !== endpoint.host);
  const where = addresses.length === 0 ? target : `${target} at ${addresses.join(', ')}`;
  return networkError(shown?.error, where) ?? new ProbeError('dns', `${target} has no address`);
};
