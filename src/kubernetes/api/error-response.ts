import { ApiFailure } from './failure.ts';
import type { ApiResponse } from './request.ts';
import { readBody, type TransferCounts } from './response-body.ts';

/** What one try came to. */
export type AttemptOutcome<T> = { readonly value: T } | ErrorResponse;

/** A response with an error status, or the failure to get one. */
export interface ErrorResponse {
  readonly failure: ApiFailure;
  /** The header `Retry-After`: seconds or a date. */
  readonly retryAfter?: string | undefined;
}

/** Of a body without end. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Reads a response whose status is an error; `refusalHint` tells more of one that refuses whoever asks. */
export const readErrorResponse = async (
  response: ApiResponse,
  counts: TransferCounts,
  refusalHint?: string,
): Promise<ErrorResponse> => {
  const { status, headers } = response;
  const text = await readErrorMessage(readBody(response, counts)).catch(() => '');
  const hint = refusalHint !== undefined && (status === 401 || status === 403) ? ` (${refusalHint})` : '';
  return {
    failure: new ApiFailure('status', `HTTP ${status}${text ? `: ${text}` : ''}${hint}`, { status, said: text }),
    retryAfter: headers['retry-after'],
  };
};

/** In UTF-16 units. */
const MAX_MESSAGE_LENGTH = 500;

/** Cut between words, so that no part of a token is left that nobody would recognise. */
export const limitMessage = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length).replace(/\S*$/, '')}…`;

/** The beginning of the `message` of a Status object (`metav1.Status`), or of whatever the body is. */
const readErrorMessage = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ERROR_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return limitMessage(String((JSON.parse(text) as { message?: unknown }).message ?? ''), MAX_MESSAGE_LENGTH);
  } catch {
    return limitMessage(text.trim(), 200);
  }
};
