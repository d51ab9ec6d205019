import { saslAuthenticateV2, saslHandshakeV1 } from '@platformatic/kafka';
import { listenTcp, type TestListener } from './tcp-server.ts';

const LOGIN_REFUSED = 58;
const VERSIONS = 18;

/** A Kafka that offers PLAIN and refuses every login with these words, or those that it finds for the request. */
export const kafkaRefusing = (words: string | ((request: Buffer) => string)): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.on('data', (request: Buffer) => {
      const answer =
        ANSWERS[request.readInt16BE(4)]?.(typeof words === 'string' ? words : words(request)) ?? Buffer.alloc(0);
      const head = Buffer.alloc(8);
      head.writeInt32BE(4 + answer.length, 0);
      request.copy(head, 4, 8, 12);
      socket.write(Buffer.concat([head, answer]));
    });
  });

const ANSWERS: Readonly<Record<number, (words: string) => Buffer>> = {
  // No error, two kinds of requests from version 0 to 9, no throttling.
  [VERSIONS]: () => Buffer.from([0, 0, 3, ...[saslHandshakeV1, saslAuthenticateV2].flatMap(kindOf), 0, 0, 0, 0, 0]),
  [saslHandshakeV1.api.key]: () => Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1, 0, 5]), Buffer.from('PLAIN')]),
  [saslAuthenticateV2.api.key]: (words) =>
    Buffer.concat([
      Buffer.from([0, 0, LOGIN_REFUSED, words.length + 1]),
      Buffer.from(words),
      Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]),
};

const kindOf = ({ api }: { readonly api: { readonly key: number } }): readonly number[] => [0, api.key, 0, 0, 0, 9, 0];
