import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import asyncJob from '../../../checks/endpoint/async-job.ts';
import { retryAfterMs } from '../../../checks/endpoint/job/retry-after.ts';
import { type JobServer, startJobServer } from '../../support/jobs.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let jobs: JobServer;
beforeAll(async () => {
  jobs = await startJobServer();
});
afterAll(() => jobs.stop());

const CLEANUP = [{ name: 'remove', method: 'DELETE', url: '${location}' }];

/** The outcome of a job that goes through these states, and what it left behind. */
const judgeJob = async (states: readonly string[], params: object = {}, timeoutMs = 5000) => {
  const { submit = {}, poll = {}, ...rest } = params as { submit?: object; poll?: object };
  const result = await judgeCheck(
    asyncJob,
    {
      baseUrl: jobs.url,
      submit: { url: '/jobs', json: { states }, ...submit },
      poll: { state: '$.status', interval: '10ms', ...poll },
      cleanup: CLEANUP,
      ...rest,
    },
    { timeoutMs },
  );
  return { result, verdict: formatVerdict(result) };
};

describe('async-job', () => {
  it('asks until the job is done, compares its result and removes it', async () => {
    const expected = { jsonPath: [{ path: '$.answer', eq: 42 }] };
    const { result, verdict } = await judgeJob(['QUEUED', 'RUNNING', 'COMPLETED'], { result: expected });
    expect(verdict).toMatch(/^ok -/);
    expect(result.measures).toMatchObject({ polls: { value: 3 }, duration: { unit: 's' } });
    const wrong = await judgeJob(['COMPLETED'], { result: { jsonPath: [{ path: '$.answer', eq: 41 }] } });
    expect(wrong.verdict).toMatch(/^failed assertion: result: GET .*\$\.answer is 42, expected eq 41/);
    expect(jobs.left()).toEqual([]);
  });

  it('takes the place of the job from an id in the body, and its result from another URL', async () => {
    const submit = { capture: { id: { jsonPath: '$.id', secret: false } } };
    const params = { submit, poll: { url: '/jobs/${id}' }, result: { url: '/results/${id}', contains: 'result of' } };
    expect((await judgeJob(['running', 'done'], params)).verdict).toMatch(/^ok -/);
    const gone = { ...params, result: { url: '/results/nothing' } };
    expect((await judgeJob(['done'], gone)).verdict).toMatch(/^failed status: result: GET .*status is 404/);
  });

  it('understands 202, 200 and 303 where no state is read', async () => {
    for (const way of ['202', '303'])
      expect(
        (await judgeJob(['a', 'b', 'COMPLETED'], { submit: { url: `/jobs?way=${way}` }, poll: { state: undefined } }))
          .verdict,
      ).toMatch(/^ok -/);
    expect((await judgeJob(['a', 'COMPLETED'], { submit: { url: '/jobs?way=303' } })).verdict).toMatch(/^ok -/);
  });

  it('says why a job failed, at once and in its own words', async () => {
    const { verdict } = await judgeJob(['RUNNING', 'ERROR'], { poll: { message: '$.message' } });
    expect(verdict).toMatch(/^failed assertion: poll 2: GET \S+: the job ended as "ERROR": "no GPU is free"/);
    expect(jobs.left()).toEqual([]);
  });

  it('tells of a job that goes on for too long its state, and removes it', async () => {
    const slow = Array.from({ length: 500 }, () => 'QUEUED');
    const { verdict } = await judgeJob(slow, { limit: '150ms' });
    expect(verdict).toMatch(
      /^failed latency: the job is not done after .*: "QUEUED" at the last of \d+ polls; the limit is 150ms/,
    );
    const late = await judgeJob(slow, {}, 600);
    expect(late.verdict).toMatch(/^timeout deadline_attempt: the job is not done after .*"QUEUED".*no more time/);
    expect(jobs.left()).toEqual([]);
  });

  it('is never green on a state that is missing or unknown', async () => {
    expect((await judgeJob(['RUNNING'], { poll: { state: '$.stat' } })).verdict).toMatch(
      /^error missing_value: poll 1:.*\$\.stat is missing/,
    );
    const known = { running: ['QUEUED', 'RUNNING'] };
    expect((await judgeJob(['RUNNING', 'PAUSED'], { poll: known })).verdict).toMatch(
      /^error missing_value: poll 2:.*"PAUSED", which is in none/,
    );
    expect((await judgeJob([], { submit: { url: '/jobs?way=nowhere' } })).verdict).toMatch(
      /^error missing_value: submit: the header Location/,
    );
    expect((await judgeJob([], { poll: { url: '/ok' } })).verdict).toMatch(/^failed protocol: poll 1:.*not JSON/);
    expect((await judgeJob([], { poll: { url: '/status/404' } })).verdict).toMatch(
      /^failed status: poll 1:.*status is 404/,
    );
  });

  it('waits as long as the service asks', async () => {
    const { result, verdict } = await judgeJob(['RUNNING', 'done'], { submit: { url: '/jobs?retryAfter=1' } });
    expect(verdict).toMatch(/^ok -/);
    expect(result.measures.duration?.value).toBeGreaterThan(1);
    expect(retryAfterMs({ headers: [['retry-after', '3']] })).toBe(3000);
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs({ headers: [['retry-after', 'Thu, 01 Jan 2026 00:00:09 GMT']] }, now)).toBe(9000);
    expect(retryAfterMs({ headers: [['retry-after', 'soon']] })).toBe(0);
  });

  it('does not start twice, and names the request that was refused', async () => {
    const { result, verdict } = await judgeJob(['done'], { submit: { url: '/status/403' } });
    expect(verdict).toMatch(/^failed permission: submit: POST .*status is 403/);
    expect(result.notes).toEqual(['cleanup step 1 of 1, "remove" was left out: ${location} was not captured']);
    expect(asyncJob.repeatable).toBe(false);
  });

  it.each([
    [{ poll: { succeeded: ['done'], failed: ['DONE'] } }, 'the state "done" stands in two lists'],
    [{ poll: { running: ['a'] } }, 'give state'],
    [{ poll: { url: '/jobs/${id}' } }, 'nothing gives ${id}'],
    [{ result: { url: '/x', contains: '${locaton}' } }, 'did you mean "location"'],
  ])('%j is refused', (params, words) => {
    const parsed = asyncJob.params.safeParse({ baseUrl: 'http://a', submit: { url: '/jobs' }, ...params });
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(words);
  });

  it('runs the example of its page', async () => {
    const env = { API_TOKEN: 'canary-job-token' };
    const { result, written } = await judgePageExample('async-job', { 'http://internal-api.example': jobs.url }, env);
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(written).not.toContain('canary-job-token');
    expect(jobs.left()).toEqual([]);
  });
});
