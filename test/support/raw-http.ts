import { listenTcp, type TestListener } from './tcp-server.ts';

/** Answers each request by what `answer` makes of its head, byte for byte, and closes; keeps the heads in `seen`. */
export const listenRaw = (answer: string | ((head: string) => string), seen: string[] = []): Promise<TestListener> =>
  listenTcp((socket) =>
    socket.once('data', (data) => {
      seen.push(data.toString('latin1'));
      socket.end(Buffer.from(typeof answer === 'string' ? answer : answer(data.toString('latin1')), 'latin1'));
    }),
  );

/** The beginning of an answer whose body is `ok`. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n';
