import type { RequestOptions } from 'node:https';
import { Duplex, PassThrough, Writable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import type { AccessRun, ApiAccess } from './access/access.ts';
import { type AccessOptions, openAccess } from './access/open-access.ts';
import { createAgent } from './api/agent.ts';

/** A port of a pod, as the API server forwards to it. */
export interface ForwardedPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Opens connections to pods through the API server, for whoever has no route to them. */
export interface PortForwarder {
  /**
   * Connects to a port of a pod. Its stream ends with a `PodRefusal` or a `ForwardRefusal` where the kubelet could not do
   * so, and is destroyed when the signal aborts.
   * @throws {ForwardRefusal} when the API server does not forward. The error of the stream, where it came with the first
   *   bytes; the reason of the signal.
   */
  readonly connect: (to: ForwardedPort, signal: AbortSignal) => Promise<Duplex>;
  readonly close: () => void;
}

/**
 * A forwarder by the access of the flags. The official client, which has the protocol, is loaded with it.
 * @throws {UsageError} when there is no cluster.
 */
export const openPortForwarder = async (options: AccessOptions, run: AccessRun): Promise<PortForwarder> => {
  const [access, { PortForward }] = await Promise.all([openAccess(options, run), import('@kubernetes/client-node')]);
  const agent = createAgent(access, MAX_CONNECTIONS);
  return {
    connect: async (to, signal) => {
      signal.throwIfAborted();
      const config = clientConfig(access, async () => ({
        ...access.tls,
        agent,
        headers: await access.authorize(false, signal),
        signal,
      }));
      return forwardTo(new PortForward(config), to, signal);
    },
    close: () => agent.destroy(),
  };
};

const MAX_CONNECTIONS = 8;

/** The part of the client's configuration that its WebSocket reads, by the access that kavmon has. */
const clientConfig = ({ server }: ApiAccess, optionsOf: () => Promise<object>): KubeConfig =>
  ({
    getCurrentCluster: () => ({ server: server.href.replace(/\/$/, '') }),
    applyToHTTPSOptions: async (options: RequestOptions) => Object.assign(options, await optionsOf()),
  }) as unknown as KubeConfig;

/** What is used of the client's WebSocket. */
interface ForwardSocket {
  terminate(): void;
  onclose: (() => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

interface Forwarding {
  portForward(
    namespace: string,
    pod: string,
    ports: number[],
    output: Writable,
    errors: Writable,
    input: PassThrough,
  ): Promise<unknown>;
}

const forwardTo = async (client: Forwarding, to: ForwardedPort, signal: AbortSignal): Promise<Duplex> => {
  const input = new PassThrough();
  let socket: ForwardSocket | undefined;
  const stream = new Duplex({
    read: () => {},
    write: (chunk, _encoding, done) => {
      input.write(chunk);
      done();
    },
    destroy: (error, done) => {
      input.destroy();
      socket?.terminate();
      done(error);
    },
  });
  // Whoever reads it sees the error; nobody need.
  stream.on('error', () => {});
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      if (chunk.length > 0) stream.push(chunk);
      done();
    },
  });
  const errors = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (chunk.length > 0) stream.destroy(forwardError(chunk.toString('utf8')));
      done();
    },
  });
  const opening = client.portForward(to.namespace, to.pod, [to.port], output, errors, input);
  socket = (await opening.catch(refuseForwarding)) as ForwardSocket;
  // The refusal of a pod may arrive together with the answer that opens the way.
  if (stream.errored !== null) {
    socket.terminate();
    throw stream.errored;
  }
  socket.onclose = () => stream.push(null);
  socket.onerror = ({ message = 'the connection broke' }) => stream.destroy(new ForwardRefusal(message));
  const end = (): void => void stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', end));
  return stream;
};

const MAX_ERROR_LENGTH = 200;

/**
 * What the kubelet says, without the ids of sandbox and namespace around it. Container runtimes name the address in the pod
 * that took no connection (`dial tcp4 127.0.0.1:80`, socat's `connect(5, AF=2 127.0.0.1:80, 16)`); what names none was not
 * asked: a sandbox that is gone, a node without socat.
 */
const forwardError = (text: string): Error => {
  const [, port, why] = /connect to localhost:(\d+)\b[\s\S]*?connect: ([a-z ]+?)(?: IPv6\b|[^a-z ]|$)/.exec(text) ?? [];
  if (port !== undefined) return new PodRefusal(`localhost:${port} in the pod: ${why}`);
  const message = text.trim().slice(0, MAX_ERROR_LENGTH);
  return /(?:\blocalhost|\b127\.0\.0\.1|\[::1\]):\d/.test(text) ? new PodRefusal(message) : new ForwardRefusal(message);
};

/** The pod was asked for a connection, and did not take or keep it. */
export class PodRefusal extends Error {
  override readonly name = 'PodRefusal';
}

/** The client rejects with the event of its WebSocket. */
const refuseForwarding = (event: unknown): never => {
  const { message = 'it did not answer' } = event as { readonly message?: string };
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
  throw new ForwardRefusal(status === undefined ? message : `the API server answered ${status}`, status === '403');
};

/** The API server does not forward: nothing is known of the pod. */
export class ForwardRefusal extends Error {
  override readonly name = 'ForwardRefusal';
  /** The rule that would allow it is missing. */
  readonly forbidden: boolean;

  constructor(message: string, forbidden = false) {
    super(forbidden ? `${message}: it needs get and create on pods/portforward` : message);
    this.forbidden = forbidden;
  }
}
