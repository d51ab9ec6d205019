import type { Socket } from 'node:net';
import { listenTcp, type TestListener } from './tcp-server.ts';

const GREETING = { server_id: 'NLAB', server_name: 'lab', version: '2.9.10', proto: 1, auth_required: true };

/** A NATS server that greets, and answers the login as `answer` does. */
export const natsAnswering = (answer: (login: string, socket: Socket) => void): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.write(`INFO ${JSON.stringify({ ...GREETING, max_payload: 1_048_576 })}\r\n`);
    socket.on('data', (part: Buffer) => {
      if (part.includes('CONNECT')) answer(part.toString(), socket);
    });
  });

/** A NATS server that refuses every login. */
export const natsRefusing = (): Promise<TestListener> =>
  natsAnswering((_, socket) => void socket.end("-ERR 'Authorization Violation'\r\n"));
