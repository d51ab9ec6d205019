import { expect, it } from 'vitest';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import { probeLoaders } from '../../../src/probes/index.ts';
import { executeCheck } from '../../../src/run/attempt/execute-check.ts';
import { startHttpServer } from '../../support/http.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { registrationOf } from '../sample-plans.ts';

/** The attempts of requests to these URLs, none of which may be repeated once it was sent. */
const countAttempts = async (urls: readonly string[], secrets: string[] = []): Promise<number> => {
  const steps = urls.map((url, index) => ({ name: `step ${index}`, url, method: 'POST' }));
  const capture = { token: { header: 'content-type' } };
  const registration = registrationOf('http-steps', {
    probes: ['http'],
    params: { steps: steps.map((step, index) => (index === 0 ? { ...step, capture } : step)) },
    retry: { attempts: 3, backoffMs: 1, attemptTimeoutMs: null },
    repeatable: false,
  });
  const { attempts } = await executeCheck(registration, httpSteps, {
    ...{ views: {}, now: Date.now(), probes: probeLoaders, warning: () => {} },
    signal: new AbortController().signal,
    onSecret: (text) => void secrets.push(text),
  });
  return attempts.length;
};

it('a check that may not be repeated is retried until its first request was sent, and no longer', async () => {
  const server = await startHttpServer();
  const refused = `http://127.0.0.1:${await refusedPort()}/`;
  const secrets: string[] = [];
  expect(await countAttempts([refused])).toBe(3);
  expect(await countAttempts([`${server.url}/ok`, refused], secrets)).toBe(1);
  expect(server.requests).toHaveLength(1);
  expect(secrets).toEqual(['text/plain']);
  await server.stop();
});
