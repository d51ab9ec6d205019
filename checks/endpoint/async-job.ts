import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { shareTime } from '../../src/check/share-time.ts';
import { requestParams } from '../../src/expectations/http-request.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { duration } from '../../src/params/duration.ts';
import { targetSources } from '../../src/params/service-target.ts';
import { pollParams, resultParams } from './job/job-params.ts';
import { JOB_LOCATION, runJob } from './job/run-job.ts';
import { cleansUp, cleanUp } from './steps/clean-up.ts';
import { concludeSteps } from './steps/conclude-steps.ts';
import { leftoverParams } from './steps/leftover-params.ts';
import { openStepRun } from './steps/open-step-run.ts';
import { locateLeftovers, locateSteps, stepIssues } from './steps/refuse-steps.ts';
import { sharedStepParams, submitParams } from './steps/step-params.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'async-job',
  title: 'Jobs that are submitted are done in time, with the expected result',
  why: 'A queue takes work while nobody does it: only a job that goes all the way shows that workers take it, and in time.',
  remedy:
    'See who should have done the job: whether its workers run and take from the queue that this job goes to, and what their log says of it.',
  remedies: {
    status:
      'Compare URL, method and body with what the service wants, then follow the chain: service, pods, their logs.',
    auth: 'Compare the credentials with those of the service.',
    latency:
      'See who should have done the job: whether its workers run and take from the queue that this job goes to, how long that queue is, and what their log says of it.',
    missing_value:
      'Compare the answer with the paths and lists of states in the parameters: the service says something else.',
  },
  severity: 'sev2',
  timeout: '1m',
  example:
    'baseUrl: http://internal-api\nsubmit: { url: /pings, json: { worker: quick } }\npoll: { state: $.status, interval: 500ms }\nresult: { jsonPath: [{ path: $.pong_timestamp, exists: true }] }\ncleanup: [{ name: remove, method: DELETE, url: "${location}" }]',
  repeatable: false,
  needs: ['http'],
  ...targetSources('baseUrl'),
  params: z
    .strictObject({
      submit: submitParams().describe('The request that starts the job: it writes'),
      poll: pollParams().prefault({}).describe('How the job is asked for its state'),
      result: resultParams().optional().describe('What is expected of the job that is done'),
      limit: duration().optional().describe('Failed when the job takes longer; default: what the timeout leaves'),
      ...sharedStepParams(),
      leftovers: leftoverParams().optional().describe('How to find and remove jobs of a run that was killed'),
      ...requestParams(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, ({ value, issues }) => {
      const { submit, poll, result, cleanup, leftovers } = value;
      const asked = { capture: {} };
      issues.push(
        ...stepIssues(
          [
            { at: ['submit'], step: { ...submit, name: 'submit' }, gives: [JOB_LOCATION] },
            { at: ['poll'], step: { ...asked, ...poll, url: poll.url ?? '', name: 'poll' } },
            { at: ['result'], step: { ...asked, ...result, url: result?.url ?? '', name: 'result' } },
            ...locateSteps('cleanup', cleanup),
            ...locateLeftovers(leftovers),
          ],
          value,
        ),
      );
    }),
  async run({ http, params, ...context }) {
    const run = openStepRun({ http, context, params });
    const time = shareTime(context.remainingMs, cleansUp(params));
    const outcome = await runJob(params, run, { leftMs: time.forSteps, signal: context.signal });
    const whole = outcome.doneMs === undefined ? [] : compareLatency(outcome.doneMs, params);
    const cleaned = await cleanUp(params, run, time.forCleanup);
    const total = { subject: { target: 'the job', part: 'the job', evidence: {} }, comparisons: whole };
    const compared = whole.length === 0 ? outcome.compared : [...outcome.compared, total];
    return concludeSteps(context, { ...outcome, compared }, cleaned);
  },
});
