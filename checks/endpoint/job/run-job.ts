import type * as z from 'zod';
import type { ComparedTarget } from '../../../src/expectations/comparison.ts';
import { headerText } from '../../../src/expectations/http-headers.ts';
import { answerEvidence, compareResponse } from '../../../src/expectations/http-response.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { fillStep } from '../steps/fill-step.ts';
import { runStep, type StepOutcome, type StepRun } from '../steps/run-step.ts';
import type { StepParams, submitParams } from '../steps/step-params.ts';
import type { PollParams, resultParams } from './job-params.ts';
import { type JobEnd, pollJob } from './poll-job.ts';

/** The name of the URL of the job: of the Location of the answer to its request. */
export const JOB_LOCATION = 'location';

interface JobParams {
  readonly submit: z.output<ReturnType<typeof submitParams>>;
  readonly poll: PollParams;
  readonly result?: z.output<ReturnType<typeof resultParams>> | undefined;
  readonly limit?: number | undefined;
}

/** How far a job came. */
export interface JobOutcome {
  readonly compared: readonly ComparedTarget[];
  readonly error?: unknown;
  /** Milliseconds from its request to its end, of one that is done. */
  readonly doneMs?: number;
}

interface TimeLeft {
  readonly leftMs: () => number;
  readonly signal: AbortSignal;
}

/** Submits a job, asks for it until it ends, and compares its result. Never rejects. */
export const runJob = async (params: JobParams, run: StepRun, { leftMs, signal }: TimeLeft): Promise<JobOutcome> => {
  const compared: ComparedTarget[] = [];
  const since = performance.now();
  try {
    const submit: StepParams = { ...params.submit, name: 'submit' };
    const submitted = await runStep({ step: submit, place: 'submit' }, run, leftMs());
    compared.push(submitted.compared);
    if (!submitted.passed) return { compared };
    keepLocation(submitted, run);
    const { limit } = params;
    const jobLeftMs = (): number =>
      Math.min(leftMs(), (limit ?? Number.POSITIVE_INFINITY) - (performance.now() - since));
    const step = pollStep(params.poll, run);
    const isLimited = limit !== undefined && limit <= leftMs() + (performance.now() - since);
    const time = { leftMs: jobLeftMs, requestMs: leftMs, since, limitMs: isLimited ? limit : undefined, signal };
    const end = await pollJob({ poll: params.poll, step }, submitted.answer, run, time);
    const doneMs = performance.now() - since;
    run.context.measure('duration', doneMs / 1000, 's');
    run.context.measure('polls', end.polls);
    compared.push(compareEnd(end));
    if (end.state.kind === 'failed') return { compared };
    if (params.result !== undefined) compared.push(await compareResult(params.result, end, run, leftMs));
    return { compared, doneMs };
  } catch (error) {
    return { compared, error };
  }
};

const keepLocation = ({ answer }: StepOutcome, { values }: StepRun): void => {
  const text = headerText(answer, 'location');
  if (text !== '') values.set(JOB_LOCATION, { text, json: text, from: answer.fullUrl });
};

/** What a step is whose parameters are left out: where probes run there are no schemas to fill them in. */
const BLANK_STEP = { headers: {}, capture: {}, status: SUCCESS_STATUSES } as const;

const pollStep = ({ url, headers, auth }: PollParams, { values }: StepRun): StepParams => {
  if (url === undefined && !values.has(JOB_LOCATION))
    throw new ProbeError(
      'missing_value',
      'submit: the header Location is not in the answer, so that the job cannot be asked: give poll.url, and capture its id',
    );
  return { ...BLANK_STEP, name: 'poll', url: url ?? `\${${JOB_LOCATION}}`, headers, auth };
};

const compareEnd = ({ answer, state, place }: JobEnd): ComparedTarget => ({
  subject: { target: `${place}: ${answer.method} ${answer.url}`, part: 'poll', evidence: answerEvidence(answer) },
  comparisons: [state.comparison],
});

const compareResult = async (
  result: NonNullable<JobParams['result']>,
  end: JobEnd,
  run: StepRun,
  leftMs: () => number,
): Promise<ComparedTarget> => {
  const step: StepParams = {
    ...BLANK_STEP,
    name: 'result',
    ...result,
    url: result.url ?? end.answer.fullUrl,
  };
  if (result.url !== undefined) return (await runStep({ step, place: 'result' }, run, leftMs())).compared;
  const comparisons = await compareResponse(end.answer, result.status, fillStep(step, run.values, run.params.baseUrl));
  const { answer } = end;
  return {
    subject: { target: `result: ${answer.method} ${answer.url}`, part: 'result', evidence: answerEvidence(answer) },
    comparisons,
  };
};
