import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestHeaders } from '../access/access.ts';
import { ApiFailure, networkFailure } from './failure.ts';
import { abortedFailure, createPhaseTimer, type PhaseTimer, type RequestLimits } from './phase-timer.ts';

export interface RequestTarget {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: string;
  readonly headers: RequestHeaders;
  readonly agent: Agent;
}

/** A response whose body has not been read. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /**
   * Yields the body as it arrives, still compressed. To be read once and to its end, or left by {@link ApiResponse.drop}.
   *
   * @throws {ApiFailure} when it breaks off, a limit is reached, or the signal is aborted.
   */
  chunks(): AsyncGenerator<Buffer>;
  drop(): void;
}

/**
 * Sends one request. Its limits hold until the response was read or dropped.
 *
 * @throws {ApiFailure} when there is no response.
 */
export const sendRequest = (target: RequestTarget, limits: RequestLimits, signal: AbortSignal): Promise<ApiResponse> =>
  new Promise((resolve, reject) => {
    const { url, method, headers, agent, body } = target;
    const isPlain = url.protocol === 'http:';
    const request = (isPlain ? httpRequest : httpsRequest)(url, { method, headers, agent });
    let message: IncomingMessage | undefined;
    const end = (failure: ApiFailure) => {
      timer.stop();
      message?.destroy(failure);
      request.destroy(failure);
      reject(failure);
    };
    const timer = createPhaseTimer(limits, signal, end);
    timer.onConnecting();
    request.once('socket', (socket) => {
      if (!socket.connecting) return timer.onRequest();
      socket.once(isPlain ? 'connect' : 'secureConnect', timer.onRequest);
    });
    request.on('error', (error) => end(requestFailure(error)));
    request.once('response', (response) => {
      message = response;
      timer.onChunk();
      // Without a listener an error between two reads would end the process.
      response.on('error', () => undefined);
      const drop = () => {
        timer.stop();
        response.destroy();
      };
      const chunks = () => readChunks(response, timer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, chunks, drop });
    });
    if (signal.aborted) end(abortedFailure());
    else request.end(body);
  });

/** The timer of the idle phase runs only while a chunk is awaited: what the reader takes is not the server's time. */
async function* readChunks(response: IncomingMessage, timer: PhaseTimer): AsyncGenerator<Buffer> {
  const iterator = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      timer.onWaiting();
      const next = await iterator.next();
      timer.onChunk();
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw requestFailure(error);
  } finally {
    timer.stop();
    response.destroy();
  }
}

const requestFailure = (error: unknown): ApiFailure =>
  error instanceof ApiFailure ? error : networkFailure(error instanceof Error ? error : new Error(String(error)));
