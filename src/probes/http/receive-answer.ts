import type { Socket } from 'node:net';
import { type AnswerHead, mayBecomeHttp, parseHead } from './answer-head.ts';
import { bodyFraming } from './body-framing.ts';
import type { BodyFraming } from './framing.ts';

/** Why an answer ended before it was whole, where the connection does not say it. */
export class ClosedEarly extends Error {
  override readonly name = 'ClosedEarly';
}

/** What arrived is not HTTP. */
export class OtherProtocol extends Error {
  override readonly name = 'OtherProtocol';
}

/** An answer whose head is there, and what takes the parts of its body. */
interface OpenedAnswer {
  readonly head: AnswerHead;
  readonly body: { take(part: Buffer): void };
}

interface AnswerTerms<Opened extends OpenedAnswer> {
  /** Of the request. */
  readonly method: string;
  /** Called with the first bytes of the answer, again with more of them until its head is there. */
  readonly begun: (received: Buffer) => void;
  /** Called once, with the head; `stop` ends the reading as if the answer were whole. */
  readonly opened: (head: AnswerHead, stop: () => void) => Opened;
}

/**
 * Reads one answer from a connection, and resolves to what `opened` returned when it is whole. Rejects with the error of the
 * socket, `ClosedEarly`, `OtherProtocol` or `BrokenRule`. Interim answers are skipped; a 101 is none of them.
 */
export const receiveAnswer = <Opened extends OpenedAnswer>(
  socket: Socket,
  { method, begun, opened }: AnswerTerms<Opened>,
): Promise<Opened> => {
  const { promise, resolve, reject } = Promise.withResolvers<Opened>();
  const takeHead = openHeadReader(begun);
  let answer: { readonly opened: Opened; readonly framing: BodyFraming } | undefined;
  const takeBody = (bytes: Buffer): void => {
    if (answer === undefined) return;
    for (const part of answer.framing.take(bytes)) answer.opened.body.take(part);
    if (answer.framing.isWhole()) resolve(answer.opened);
  };
  const open = ({ head, rest }: FoundHead): void => {
    const framing = bodyFraming(head, method);
    const made = opened(head, () => resolve(made));
    answer = { opened: made, framing };
    takeBody(rest);
  };
  const take = (bytes: Buffer): void => {
    try {
      const found = answer === undefined ? takeHead(bytes) : undefined;
      if (found === undefined) takeBody(bytes);
      else open(found);
    } catch (error) {
      reject(error);
    }
  };
  const end = (): void => {
    if (answer?.framing.untilClose === true) resolve(answer.opened);
    else reject(new ClosedEarly());
  };
  socket.on('data', take).once('error', reject).once('end', end).once('close', end);
  if (socket.destroyed) end();
  return promise.finally(() => socket.off('data', take));
};

interface FoundHead {
  readonly head: AnswerHead;
  /** The bytes behind it. */
  readonly rest: Buffer;
}

/** Takes bytes until the head of an answer that is final is among them. */
const openHeadReader = (begun: AnswerTerms<OpenedAnswer>['begun']): ((bytes: Buffer) => FoundHead | undefined) => {
  let received: Buffer = Buffer.alloc(0);
  return (bytes) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
    begun(received);
    if (!mayBecomeHttp(received)) throw new OtherProtocol();
    for (let found = parseHead(received); found !== undefined; found = parseHead(received)) {
      received = received.subarray(found.length);
      if (!isInterim(found.head)) return { head: found.head, rest: received };
    }
    return undefined;
  };
};

/** RFC 9110, 15.2: the answer is still to come, but for a 101, behind which another protocol is spoken. */
const isInterim = ({ status }: AnswerHead): boolean => status < 200 && status !== 101;
