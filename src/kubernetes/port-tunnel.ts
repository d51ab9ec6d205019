import { createServer, type Server, type Socket } from 'node:net';
import { finished } from 'node:stream';
import { errorMessage } from '../model/errors.ts';
import { type ForwardedPort, ForwardRefusal, type PortForwarder } from './port-forward.ts';

/** A port of this machine, on loopback, whose connections lead to a port of a pod. */
export interface PortTunnel {
  readonly port: number;
  /** Why the last connection failed. */
  readonly failure: () => TunnelFailure | undefined;
  readonly close: () => void;
}

/**
 * `pod`: it took no connection; `way`: nothing was forwarded; `silence`: neither of them answered in time; `forbidden`: the
 * rule that would allow it is missing.
 */
export interface TunnelFailure {
  readonly at: 'pod' | 'way' | 'silence' | 'forbidden';
  readonly message: string;
}

/** What the error of a forwarded connection says of it. */
export const tunnelFailure = (error: unknown): TunnelFailure => {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { at: 'silence', message: 'nothing was forwarded within the timeout of the check' };
  const message = errorMessage(error);
  if (!(error instanceof ForwardRefusal)) return { at: 'pod', message };
  return { at: error.forbidden ? 'forbidden' : 'way', message };
};

/**
 * Opens a tunnel through the API server. Each connection to it is one to the pod; what cannot be forwarded is closed.
 * @throws the error of listening.
 */
export const openPortTunnel = async (
  forwarder: PortForwarder,
  to: ForwardedPort,
  signal: AbortSignal,
): Promise<PortTunnel> => {
  let failure: TunnelFailure | undefined;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    forwarder.connect(to, signal).then(
      (stream) => {
        // Also where it has failed already, and will not say so again.
        finished(stream, () => {
          if (stream.errored === null) return socket.end();
          failure = tunnelFailure(stream.errored);
          socket.destroy();
        });
        socket.once('close', () => stream.destroy());
        socket.pipe(stream).pipe(socket);
      },
      (error: unknown) => {
        failure = tunnelFailure(error);
        socket.destroy();
      },
    );
  });
  return {
    port: await listenOnLoopback(server),
    failure: () => failure,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};

const listenOnLoopback = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
