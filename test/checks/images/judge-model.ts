import { expect } from 'vitest';
import modelRegistry from '../../../checks/images/model-registry.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson, type HttpRoute } from '../../support/http-routes.ts';
import { judgeCheck } from '../endpoint/judge-check.ts';

/** The time of all judging here. */
export const NOW = Date.UTC(2026, 0, 10);

/** The result of model-registry for `fraud@champion` at a URL; it ends in time, and holds no secret. */
export const judgeModelAt = async (url: string, params: object = {}, timeoutMs = 5000) => {
  const given = { url, model: 'fraud', alias: 'champion', ...params };
  const result = await judgeCheck(modelRegistry as never, given, { timeoutMs, now: NOW });
  expect(JSON.stringify(result)).not.toContain('canary-7f3a');
  expect(result.durationMs).toBeLessThan(timeoutMs + 1000);
  return result;
};

type Routes = Readonly<Record<string, HttpRoute>>;

/** A server whose registry answers so, with other routes beside it. */
export const startRegistryOf = (answer: HttpRoute, routes: Routes = {}) =>
  stopAfterTest(startHttpServer({ routes: { api: answer, ...routes } }));

/** The same where the registry answers so; parameters may need the URL. */
export const judgeModel = async (
  answer: HttpRoute,
  params: object | ((url: string) => object) = {},
  routes: Routes = {},
) => {
  const { url } = await startRegistryOf(answer, routes);
  return judgeModelAt(url, typeof params === 'function' ? params(url) : params);
};

/** A version as MLflow describes it. */
export const versionOf = (version: string, more: object = {}) => ({
  name: 'fraud',
  version,
  creation_timestamp: NOW - 60_000,
  last_updated_timestamp: NOW - 60_000,
  current_stage: 'None',
  status: 'READY',
  aliases: ['champion'],
  ...more,
});

/** An error of MLflow. */
export const refuseModel =
  (status: number, code: string, message = 'said by MLflow'): HttpRoute =>
  ({ response }) =>
    answerJson(response, { error_code: code, message }, status);
