import { describe, expect, it } from 'vitest';
import { readErrorResponse } from '../../../src/kubernetes/api/error-response.ts';

/** The message of a response with this body, as the client makes a failure of it. */
const messageOf = async (body: string): Promise<string> => {
  const response = {
    status: 403,
    headers: {},
    chunks: async function* () {
      yield Buffer.from(body);
    },
    drop: () => undefined,
  };
  const { failure } = await readErrorResponse(response, { requests: 0, bytes: 0, retries: 0 });
  return failure.message;
};

describe('the message of an API server that refuses', () => {
  it('is told as it is', async () => {
    expect(await messageOf('{"kind":"Status","message":"pods is forbidden"}')).toBe('HTTP 403: pods is forbidden');
  });

  it('is cut at five hundred characters between words, so that no half of a token stays', async () => {
    const told = await messageOf(JSON.stringify({ message: `${'no '.repeat(160)}${'t0ken'.repeat(20)} and more` }));
    expect(told).toBe(`HTTP 403: ${'no '.repeat(160)}…`);
  });

  it('is cut at two hundred where it is no Status', async () => {
    expect(await messageOf(`<html> ${'no '.repeat(1000)}`)).toMatch(/^HTTP 403: <html> (no ){64}…$/);
  });
});
