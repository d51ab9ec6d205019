import { setTimeout as sleep } from 'node:timers/promises';
import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { type PlacedStep, requestStep, type StepRun } from '../steps/run-step.ts';
import type { PollParams } from './job-params.ts';
import { type JobState, readJobState } from './job-state.ts';
import { retryAfterMs } from './retry-after.ts';

/** The end of a job: its last answer, and what that says. */
export interface JobEnd {
  readonly answer: HttpAnswer;
  readonly state: Exclude<JobState, { kind: 'running' }>;
  readonly polls: number;
  readonly place: string;
}

/** When a job has to be done. */
export interface JobTime {
  /** Milliseconds that the job has left. */
  readonly leftMs: () => number;
  /** Milliseconds that a question about it has left. */
  readonly requestMs: () => number;
  /** Reading of `performance.now()` when it was submitted. */
  readonly since: number;
  /** Of the parameter `limit`: a job that goes on longer failed; undefined: the check has no more time. */
  readonly limitMs: number | undefined;
  readonly signal: AbortSignal;
}

/** A poll with its step, which is filled anew each time. */
interface JobPoll {
  readonly poll: PollParams;
  readonly step: PlacedStep['step'];
}

/**
 * Asks for the state of a job until it ends. @throws {ProbeError} when it goes on longer than it may, with the state that it
 * was in, and when it cannot be asked.
 */
export const pollJob = async (
  { poll, step }: JobPoll,
  submitted: HttpAnswer,
  run: StepRun,
  time: JobTime,
): Promise<JobEnd> => {
  let pauseMs = poll.interval;
  let last = { answer: submitted, state: 'never asked' };
  for (let polls = 0; ; polls++) {
    // The first question comes at once, unless the service wants otherwise.
    const waitMs = Math.max(polls === 0 ? 0 : pauseMs, retryAfterMs(last.answer));
    await sleep(Math.max(0, Math.min(waitMs, time.leftMs())), undefined, { signal: time.signal });
    // A question that would be cut off says nothing of the job.
    if (time.leftMs() <= 0 || time.requestMs() <= last.answer.durationMs) throw lateError(last.state, polls, time);
    if (polls > 0) pauseMs = Math.min(pauseMs * poll.backoff, poll.maxInterval);
    const place = `poll ${polls + 1}`;
    const { answer } = await requestStep({ step, place }, run, time.requestMs());
    const state = await readJobState(answer, poll);
    if (state.kind !== 'running') return { answer, state, polls: polls + 1, place };
    last = { answer, state: state.state };
  }
};

const lateError = (state: string, polls: number, { since, limitMs }: JobTime): ProbeError => {
  const took = formatDuration(performance.now() - since);
  const text = `the job is not done after ${took}: ${state} at the last of ${pluralize(polls, 'poll')}`;
  return limitMs === undefined
    ? new ProbeError('deadline_attempt', `${text}; the check has no more time`)
    : new ProbeError('latency', `${text}; the limit is ${formatDuration(limitMs)}`);
};
