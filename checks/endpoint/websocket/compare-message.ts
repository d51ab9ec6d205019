import type * as z from 'zod';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareBody, type messageParams } from '../../../src/expectations/http-response.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';

type WebSocketAnswer = Awaited<ReturnType<BoundProbes['websocket']>>;
type MessageExpectations = z.output<z.ZodObject<ReturnType<typeof messageParams>>>;

/** Whether something is expected of the first message: only then it is waited for. */
export const wantsMessage = ({
  contains,
  notContains,
  matches,
  notMatches,
  jsonPath,
  schema,
  schemaFile,
}: MessageExpectations): boolean =>
  [contains, notContains, matches, notMatches, jsonPath, schema, schemaFile].some((one) => one !== undefined);

/** Compares the handshake, and the first message with what is expected of it. */
export const compareMessage = async (
  { message, subprotocol }: WebSocketAnswer,
  expected: MessageExpectations,
): Promise<readonly Comparison[]> => {
  const opened: Comparison = {
    name: 'handshake',
    operator: 'eq',
    expected: 101,
    actual: 101,
    status: 'pass',
    reason: 'status',
    text: subprotocol === '' ? 'the WebSocket is open' : `the WebSocket is open, with ${subprotocol}`,
  };
  if (message === undefined) return [opened];
  const compared = await compareBody({ body: message }, expected);
  return [opened, ...compared.map((one) => ({ ...one, text: one.text.replace(/\bthe body\b/, 'the first message') }))];
};
