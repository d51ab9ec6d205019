import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

const PATH_PATTERN = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward\?ports=(\d+)$/;

/** In place of a port: the request to forward is taken, and never answered. */
export const NO_ANSWER = 0;

/** In place of a port: nobody listens there, which is said in one packet with the answer that opens the way. */
export const REFUSED_AT_ONCE = -1;

/** In place of a port: the kubelet finds no pod to ask any more, which it says in the same way. */
export const SANDBOX_GONE = -2;

/** Of RFC 6455, 1.3. */
const HANDSHAKE_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Answers an upgrade as an API server does for port-forward over a WebSocket (`v4.channel.k8s.io`): channel 0 has the data,
 * channel 1 what the kubelet could not do, and each begins with the port. Forwards to ports of this machine.
 */
export const servePortForward = (
  { url = '', headers }: IncomingMessage,
  socket: Socket,
  forwards: { readonly [target: string]: number },
): void => {
  const [, namespace, pod, port] = PATH_PATTERN.exec(url) ?? [];
  const to = forwards[`${namespace}/${pod}:${port}`];
  if (to === NO_ANSWER) return;
  if (to === undefined) {
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${HANDSHAKE_KEY}`).digest('base64');
  // Written with what follows it, in one packet.
  socket.cork();
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: v4.channel.k8s.io\r\n\r\n`,
  );
  const portBytes = Buffer.from([Number(port) & 0xff, Number(port) >> 8]);
  for (const channel of [0, 1]) socket.write(encodeFrame(channel, portBytes));
  const fail = (why: string): void =>
    void socket.write(encodeFrame(1, Buffer.from(`error forwarding port ${port} to pod 0badc0de, uid : ${why}`)));
  const refuse = (why: string): void =>
    fail(
      `failed to connect to localhost:${port} inside namespace "0badc0de", IPv4: dial tcp4 127.0.0.1:${port}: connect: ${why} IPv6 dial tcp6: no address`,
    );
  if (to === REFUSED_AT_ONCE) refuse('connection refused');
  if (to === SANDBOX_GONE) fail('network namespace for sandbox "0badc0de" is closed');
  socket.uncork();
  if (to < 0) {
    relayFrames(socket, () => {});
    return;
  }
  const pipe = connect(to, '127.0.0.1');
  pipe.on('data', (data) => socket.write(encodeFrame(0, data)));
  pipe.on('error', ({ code, message }: NodeJS.ErrnoException) =>
    refuse(code === 'ECONNREFUSED' ? 'connection refused' : message),
  );
  pipe.on('end', () => socket.end());
  socket.on('end', () => socket.end());
  socket.on('close', () => pipe.destroy());
  relayFrames(socket, (channel, data) => channel === 0 && pipe.write(data));
};

/** A binary frame of a server, which is not masked. */
const encodeFrame = (channel: number, data: Buffer): Buffer => {
  const payload = Buffer.concat([Buffer.from([channel]), data]);
  const size = payload.length;
  const head = size < 126 ? Buffer.from([0x82, size]) : Buffer.from([0x82, 126, size >> 8, size & 0xff]);
  return Buffer.concat([head, payload]);
};

/** Reads the masked frames of a client. */
const relayFrames = (socket: Socket, take: (channel: number, data: Buffer) => void): void => {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = decodeFrame(rest); frame !== undefined; frame = decodeFrame(rest)) {
      rest = rest.subarray(frame.end);
      if (frame.opcode === CLOSE_OPCODE) socket.end();
      else take(frame.payload[0] ?? 0, frame.payload.subarray(1));
    }
  });
};

const CLOSE_OPCODE = 8;

/** The first frame of the bytes; undefined while it is not whole. No frame of a test has 64 KiB. */
const decodeFrame = (bytes: Buffer) => {
  const [first = 0, second = 0] = bytes;
  const isLong = (second & 0x7f) === 126;
  const start = isLong ? 4 : 2;
  if (bytes.length < start + 4) return undefined;
  const size = isLong ? bytes.readUInt16BE(2) : second & 0x7f;
  const end = start + 4 + size;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, end).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return { opcode: first & 0x0f, payload, end };
};
