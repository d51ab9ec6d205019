import { afterAll, beforeAll, expect, it } from 'vitest';
import { CACHE_TIMEOUT_MS } from '../../cache/cache.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { type MlflowServer, mlflowMissing, startMlflow } from '../../support/mlflow.ts';
import { runPageExample } from '../../support/page-example.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { judgeModelAt } from './judge-model.ts';

const describeMlflow = describeUnless(await mlflowMissing());
const name = 'payments-fraud';

describeMlflow('model-registry with a real MLflow', () => {
  let mlflow: MlflowServer;
  let scorer: Awaited<ReturnType<typeof startHttpServer>>;
  let serving = '1';
  const verdict = async (params: object = {}) =>
    formatVerdict(await judgeModelAt(mlflow.url, { model: name, ...params }));

  beforeAll(async () => {
    mlflow = await startMlflow();
    scorer = await startHttpServer({
      routes: {
        info: ({ response }) => answerJson(response, { model: { version: serving } }),
        score: ({ response }) => response.writeHead(200, { 'x-model': `${name}:${serving}` }).end('{}'),
      },
    });
    await mlflow.send('registered-models/create', { name });
    const tags = [{ key: 'validation', value: 'passed' }];
    for (const number of ['1', '2'])
      await mlflow.send('model-versions/create', { name, source: `s3://models/fraud/${number}`, tags });
    await mlflow.send('registered-models/alias', { name, alias: 'champion', version: '1' });
    await mlflow.send('model-versions/transition-stage', {
      name,
      version: '2',
      stage: 'Staging',
      archive_existing_versions: false,
    });
  }, CACHE_TIMEOUT_MS);
  afterAll(() => Promise.all([mlflow?.stop(), scorer?.stop()]));

  it('the example of the page is healthy, and finds another version that is served', async () => {
    const run = () =>
      runPageExample(
        'model-registry',
        { 'http://mlflow.example:5000': mlflow.url, 'http://fraud-scorer.example': scorer.url },
        { MLFLOW_PASSWORD: 'canary-7f3a' },
      );
    const healthy = await run();
    expect(formatVerdict(healthy.result)).toMatch(/^ok/);
    serving = '2';
    const { result, output } = await run();
    expect(formatVerdict(result)).toMatch(/^failed assertion: .*2 is served, payments-fraud@champion is 1/);
    expect(output + healthy.output).not.toContain('canary-7f3a');
    serving = '1';
  });

  it('aliases, stages and versions are found, and what is not there is said in its words', async () => {
    expect(await verdict({ jsonPath: [{ path: '$.version', eq: '1' }] })).toMatch(/^ok/);
    expect(await verdict({ alias: undefined, stage: 'Staging', jsonPath: [{ path: '$.version', eq: '2' }] })).toMatch(
      /^ok/,
    );
    expect(await verdict({ alias: undefined, version: 2 })).toMatch(/^ok/);
    expect(await verdict({ alias: undefined, version: 9 })).toMatch(/^failed assertion: .*version=9\) not found/);
    expect(await verdict({ alias: undefined, stage: 'Production' })).toMatch(/^failed assertion: .*no such version/);
    expect(await verdict({ alias: 'nosuch' })).toMatch(/^failed assertion: .*alias nosuch not found/);
    expect(await verdict({ model: 'nosuch' })).toMatch(/^failed assertion: .*name=nosuch not found/);
  });

  it('a frozen server ends in time', async () => {
    await mlflow.daemon.pause();
    const result = await judgeModelAt(mlflow.url, { model: name }, 500);
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
    expect(result.durationMs).toBeLessThan(1500);
    await mlflow.daemon.resume();
  });
});
