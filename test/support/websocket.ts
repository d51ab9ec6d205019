import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface SocketServerOptions {
  /** Called with each connection and the headers of its handshake. */
  readonly connected?: (socket: WebSocket, headers: IncomingHttpHeaders) => void;
  readonly tls?: ServerOptions;
}

/** Starts a real WebSocket server (`ws`), which takes the subprotocol `chat.v2`. */
export const startSockets = async ({ connected, tls }: SocketServerOptions = {}) => {
  const http = tls === undefined ? createServer() : createTlsServer(tls);
  const server = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => (offered.has('chat.v2') ? 'chat.v2' : false),
  });
  server.on('connection', (socket, request) => {
    socket.on('error', () => {});
    connected?.(socket, request.headers);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    stop: async () => {
      for (const one of server.clients) one.terminate();
      server.close();
      http.closeAllConnections();
      http.close();
    },
  };
};
