import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { finished } from 'node:stream';
import { errorMessage } from '../model/errors.ts';
import { type ForwardedPort, ForwardRefusal, PodRefusal, type PortForwarder } from './port-forward.ts';

/** A port of this machine, on loopback, whose connections lead to a port of a pod. */
export interface PortTunnel {
  readonly port: number;
  /** Why the last connection failed. */
  readonly failure: () => TunnelFailure | undefined;
  readonly close: () => void;
}

/**
 * `pod`: it took no connection; `way`: nothing was forwarded; `silence`: neither of them answered in time; `forbidden`: the
 * rule that would allow it is missing; `ended`: the run ended before.
 */
export interface TunnelFailure {
  readonly at: 'pod' | 'way' | 'silence' | 'forbidden' | 'ended';
  readonly message: string;
}

/** What the error of a forwarded connection says of it. Of the pod only what it did: anything else is a fault of the way. */
export const tunnelFailure = (error: unknown, runEnded: AbortSignal): TunnelFailure => {
  const message = errorMessage(error);
  if (runEnded.aborted) return { at: 'ended', message };
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { at: 'silence', message: 'nothing was forwarded within the timeout of the check' };
  if (error instanceof PodRefusal) return { at: 'pod', message };
  return { at: error instanceof ForwardRefusal && error.forbidden ? 'forbidden' : 'way', message };
};

/**
 * Opens a tunnel through the API server until the run ends. Each connection to it is one to the pod; what cannot be forwarded
 * is closed.
 * @throws the error of listening.
 */
export const openPortTunnel = async (
  forwarder: PortForwarder,
  to: ForwardedPort,
  runEnded: AbortSignal,
): Promise<PortTunnel> => {
  let failure: TunnelFailure | undefined;
  const note = (error: unknown): void => {
    failure = tunnelFailure(error, runEnded);
  };
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    forwarder.connect(to, runEnded).then(
      (stream) => {
        // Whoever asked has given up meanwhile.
        if (socket.destroyed) return void stream.destroy();
        // Also where it has failed already, and will not say so again.
        finished(stream, () => {
          if (stream.errored === null) return socket.end();
          note(stream.errored);
          socket.destroy();
        });
        socket.once('close', () => stream.destroy());
        socket.pipe(stream).pipe(socket);
      },
      (error: unknown) => {
        note(error);
        socket.destroy();
      },
    );
  });
  // While it listens: that this process has no file descriptor left for a connection.
  server.on('error', note).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    failure: () => failure,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
