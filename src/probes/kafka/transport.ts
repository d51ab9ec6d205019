import type { Socket } from 'node:net';
import { Reader, type ResponseParser, Writer } from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import { networkError } from '../net/network-error.ts';

/** What the library's requests need of its own connection, over a socket of ours. */
export interface KafkaTransport {
  readonly send: <Answer>(
    apiKey: number,
    apiVersion: number,
    createPayload: () => Writer | Promise<Writer>,
    parse: ResponseParser<Answer>,
    hasRequestTags: boolean,
    hasResponseTags: boolean,
    callback: (error: Error | null, answer?: Answer) => void,
  ) => void;
}

interface PendingRequest {
  /** Takes the bytes behind the length and the number of the request. */
  readonly take: (body: Buffer) => void;
  readonly fail: (error: Error) => void;
}

const CLIENT_ID = 'kavmon';
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 4;
/** The tags in the header of a flexible answer: there are none. */
const TAGS_BYTES = 1;

/** Sends requests over a socket and hands their answers out by their numbers. `closed` makes the error for an end without one. */
export const openTransport = (socket: Socket, target: string, closed: () => ProbeError): KafkaTransport => {
  const pending = new Map<number, PendingRequest>();
  let lastNumber = 0;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= networkError(error, target) as Error;
    for (const { fail: failOne } of pending.values()) failOne(failure);
    pending.clear();
  };
  onAnswers(socket, (number, body) => {
    const request = pending.get(number);
    if (request === undefined) return socket.destroy(strayAnswerError(target));
    pending.delete(number);
    return request.take(body);
  });
  socket.once('error', fail);
  socket.once('close', () => fail(closed()));
  return {
    send: (apiKey, apiVersion, createPayload, parse, hasRequestTags, hasResponseTags, callback) => {
      if (failure !== undefined) return callback(failure);
      lastNumber += 1;
      const number = lastNumber;
      const take = (body: Buffer): void => {
        const bytes = hasResponseTags ? body.subarray(TAGS_BYTES) : body;
        parseAnswer(() => parse(number, apiKey, apiVersion, Reader.from(bytes)), callback);
      };
      pending.set(number, { take, fail: callback });
      const head = Writer.create().appendInt16(apiKey).appendInt16(apiVersion).appendInt32(number);
      head.appendString(CLIENT_ID, false);
      if (hasRequestTags) head.appendTaggedFields();
      return void socket.write(head.appendFrom(createPayload() as Writer).prependLength().buffer);
    },
  };
};

/** Calls `take` with the number of the request and the rest of each answer, once it is whole. */
const onAnswers = (socket: Socket, take: (number: number, body: Buffer) => unknown): void => {
  let parts: Buffer[] = [];
  let received = 0;
  let needed = LENGTH_BYTES;
  socket.on('data', (chunk: Buffer) => {
    if (socket.destroyed) return;
    parts.push(chunk);
    received += chunk.length;
    if (received < needed) return;
    const { answers, rest } = splitAnswers(Buffer.concat(parts));
    for (const answer of answers)
      take(answer.length < NUMBER_BYTES ? -1 : answer.readInt32BE(0), answer.subarray(NUMBER_BYTES));
    parts = [rest];
    received = rest.length;
    needed = answerEnd(rest);
  });
};

/** Bytes until the end of the first answer, or of its length. */
const answerEnd = (bytes: Buffer): number =>
  bytes.length < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + bytes.readUInt32BE(0);

/** The whole answers in these bytes, without their lengths, and what is left. */
const splitAnswers = (bytes: Buffer): { readonly answers: readonly Buffer[]; readonly rest: Buffer } => {
  const answers: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= LENGTH_BYTES && rest.length >= answerEnd(rest)) {
    answers.push(rest.subarray(LENGTH_BYTES, answerEnd(rest)));
    rest = rest.subarray(answerEnd(rest));
  }
  return { answers, rest };
};

/** Parsers of what is asked for are synchronous. */
const parseAnswer = <Answer>(
  parse: () => Answer | Promise<Answer>,
  callback: (error: Error | null, answer?: Answer) => void,
): void => {
  let answer: Answer | undefined;
  let failure: Error | null = null;
  try {
    answer = parse() as Answer;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  callback(failure, answer);
};

const strayAnswerError = (target: string): ProbeError =>
  new ProbeError('protocol', `${target}: an answer came that belongs to no request`, { advice: 'other_protocol' });
