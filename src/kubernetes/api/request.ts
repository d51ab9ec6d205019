import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestHeaders } from '../access/access.ts';
import { ApiFailure, networkFailure } from './failure.ts';

/** Milliseconds that the parts of one request may take. */
export interface RequestLimits {
  /** Until the connection stands, TLS included. */
  readonly connect: number;
  /** From then until the answer begins. */
  readonly firstByte: number;
  /** Between two pieces of the answer. */
  readonly idle: number;
  /** All of it. */
  readonly total: number;
}

export const DEFAULT_LIMITS: RequestLimits = { connect: 5_000, firstByte: 15_000, idle: 10_000, total: 60_000 };

export interface RequestTarget {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly headers: RequestHeaders;
  readonly agent: Agent;
}

/** An answer whose body has not been read. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /**
   * The bytes as they come, unpacked by nobody. To be read once, to its end, or left by {@link ApiResponse.drop}.
   *
   * @throws {ApiFailure} when they break off, stop coming, or the request has to end.
   */
  chunks(): AsyncGenerator<Buffer>;
  drop(): void;
}

/** Ends one request by its limits; each phase replaces the timer of the one before. */
const createPhaseTimer = (limits: RequestLimits, signal: AbortSignal, end: (failure: ApiFailure) => void) => {
  const silent = (what: string, ms: number) => () => end(new ApiFailure('silent', `${what} within ${ms / 1000} s`));
  const slow = () => end(new ApiFailure('slow', `it gave no whole answer within ${limits.total / 1000} s`));
  const total = setTimeout(slow, limits.total);
  let phase: NodeJS.Timeout | undefined;
  const within = (ms: number, what: string) => {
    clearTimeout(phase);
    phase = setTimeout(silent(what, ms), ms);
  };
  const onAbort = () => end(endedFailure());
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    connecting: () => within(limits.connect, 'it took no connection'),
    asked: () => within(limits.firstByte, 'it began no answer'),
    waiting: () => within(limits.idle, 'it went silent in the middle of an answer'),
    fed: () => clearTimeout(phase),
    stop: () => {
      clearTimeout(total);
      clearTimeout(phase);
      signal.removeEventListener('abort', onAbort);
    },
  };
};

type PhaseTimer = ReturnType<typeof createPhaseTimer>;

/** The reader's own time is not the server's: the watch runs only while bytes are waited for. */
async function* readChunks(response: IncomingMessage, watch: PhaseTimer): AsyncGenerator<Buffer> {
  const iterator = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      watch.waiting();
      const next = await iterator.next();
      watch.fed();
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw requestFailure(error);
  } finally {
    watch.stop();
    response.destroy();
  }
}

const requestFailure = (error: unknown): ApiFailure =>
  error instanceof ApiFailure ? error : networkFailure(error instanceof Error ? error : new Error(String(error)));

const endedFailure = () => new ApiFailure('ended', 'the time for reading the cluster was over');

/**
 * Sends one request. The limits hold until its answer was read or dropped.
 *
 * @throws {ApiFailure} when there is no answer at all.
 */
export const sendRequest = (target: RequestTarget, limits: RequestLimits, signal: AbortSignal): Promise<ApiResponse> =>
  new Promise((resolve, reject) => {
    const { url, method, headers, agent, body } = target;
    const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, { method, headers, agent });
    let response: IncomingMessage | undefined;
    const end = (failure: ApiFailure) => {
      watch.stop();
      response?.destroy(failure);
      request.destroy(failure);
      reject(failure);
    };
    const watch = createPhaseTimer(limits, signal, end);
    watch.connecting();
    request.once('socket', (socket) => {
      if (!socket.connecting) return watch.asked();
      socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', watch.asked);
    });
    request.on('error', (error) => end(requestFailure(error)));
    request.once('response', (answer) => {
      response = answer;
      watch.fed();
      // Without a listener an error between two reads would end the process.
      answer.on('error', () => undefined);
      const drop = () => {
        watch.stop();
        answer.destroy();
      };
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        chunks: () => readChunks(answer, watch),
        drop,
      });
    });
    if (signal.aborted) end(endedFailure());
    else request.end(body);
  });
