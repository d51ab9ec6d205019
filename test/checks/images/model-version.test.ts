import { afterAll, beforeAll, expect, it } from 'vitest';
import check from '../../../checks/images/model-version.ts';
import { probeHttp as probe } from '../../../src/probes/http/http.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { judgeRows } from '../../support/judge-rows.ts';

let modelRegistry: HttpServer;
beforeAll(async () => {
  const alias = { model_version: { name: 'fraud', version: '3', aliases: ['champion'] } };
  modelRegistry = await startHttpServer({ routes: { api: ({ response }) => answerJson(response, alias) } });
});
afterAll(() => modelRegistry.stop());

const boundHttp = (options: Parameters<typeof probe>[0]) =>
  probe(options, { signal: AbortSignal.timeout(5000), phase: () => {} });

const servingPod = (image: string, labels: Record<string, string> = {}) =>
  buildPod({
    age: '12d',
    labels: { app: 'fraud', ...labels },
    containers: [buildContainer({ name: 'model', spec: { image } })],
  });

const judgeModel = (pods: ReturnType<typeof buildPod>[], params: object = {}, at = '/api/alias') =>
  judgeRows(
    check,
    { http: boundHttp as never, pods },
    { url: `${modelRegistry.url}${at}`, path: '$.model_version.version', selector: 'app=fraud', ...params },
  );

it('a version that is not the registry’s is a finding', async () => {
  const { findings } = await judgeModel([servingPod('registry.acme.test/fraud:2'), buildPod({ name: 'other' })]);
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'version_mismatch',
      message: 'model version 2 runs (image registry.acme.test/fraud:2), the registry names 3; the pod started 12d ago',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'model' },
      evidence: expect.objectContaining({ version: '2', expected: '3' }),
    }),
  ]);
});

it.each([
  ['the tag', servingPod('fraud:3'), {}, 0],
  ['the tag with a v', servingPod('fraud:v3'), {}, 0],
  ['a part of the tag', servingPod('fraud:2026-11-model3'), { pattern: 'model(\\d+)$' }, 0],
  ['a part of the tag that is missing', servingPod('fraud:latest'), { pattern: 'model(\\d+)$' }, 1],
  ['a label', servingPod('fraud:latest', { 'model-version': '3' }), { label: 'model-version' }, 0],
  ['a label that is missing', servingPod('fraud:3'), { label: 'model-version' }, 1],
  ['another container', servingPod('fraud:3'), { container: 'other' }, 1],
])('a version is compared with %s', async (_, row, params, count) => {
  expect((await judgeModel([row], params)).findings).toHaveLength(count);
});

it.each([
  ['no pod', [], {}, '/api/alias', 'no pod matches "app=fraud"'],
  ['no version', [servingPod('fraud:3')], { path: '$.nothing' }, '/api/alias', 'there is no version at $.nothing'],
  ['another status', [servingPod('fraud:3')], {}, '/status/503', 'status is 503, expected 2xx'],
  ['no JSON', [servingPod('fraud:3')], {}, '/ok', 'the body is not JSON'],
])('what cannot be compared is no health: %s', async (_, pods, params, at, words) => {
  await expect(judgeModel(pods, params, at)).rejects.toThrow(words);
});
