import { expect } from 'vitest';
import registryImage from '../../../checks/images/registry-image.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import type { HttpRoute, RouteVisit } from '../../support/http-routes.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';
export const credentials = { username: 'puller', password: CANARY_PASSWORD };

/** The result of registry-image; it ends in time, and holds no secret. */
export const judgeImage = async (params: object, timeoutMs = 5000) => {
  const result = await judgeCheck(registryImage as never, { image: 'shop/api:1.4.0', ...params }, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  expect(result.durationMs).toBeLessThan(timeoutMs + 1000);
  return result;
};

/** A registry for the running test, which answers below `/v2/` as `answer` says, and at its token service as `token` does. */
export const startRegistryFor = (answer: HttpRoute, token?: HttpRoute) =>
  stopAfterTest(startHttpServer({ routes: { v2: answer, ...(token === undefined ? {} : { token }) } }));

/** Status, reason and message of registry-image where the registry answers so. */
export const imageVerdict = async (answer: HttpRoute, params: object = {}) =>
  formatVerdict(await judgeImage({ endpoint: (await startRegistryFor(answer)).url, ...params }));

/** A document of a registry, with its digest in the headers. */
export const answerDocument = (
  { request, response }: RouteVisit,
  type: string,
  content: string,
  digest?: string,
): void => {
  const headers = { 'content-type': type, ...(digest === undefined ? {} : { 'docker-content-digest': digest }) };
  response.writeHead(200, headers).end(request.method === 'HEAD' ? '' : content);
};

/** An error of a registry. */
export const refuseImage = ({ response }: RouteVisit, status: number, code: string, headers = {}): void => {
  const body = JSON.stringify({ errors: [{ code, message: 'said by the registry' }] });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};
