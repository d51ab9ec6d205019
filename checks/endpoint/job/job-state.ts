import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { valuesAt } from '../../../src/expectations/json-path.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { compareMissing, compareUnreadable } from '../../../src/expectations/unanswered.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import type { PollParams } from './job-params.ts';

/** What an answer about a job says: whether it goes on, and as what; the comparison once that is decided. */
export type JobState =
  | { readonly kind: 'running'; readonly state: string }
  | { readonly kind: 'done' | 'failed'; readonly comparison: Comparison };

/** Statuses by which a service asks to come again. */
const BUSY_STATUSES: readonly number[] = [429, 503];

/** The state of a job by one answer about it. A state that cannot be read, or is in no list, is an error and never done. */
export const readJobState = async (answer: HttpAnswer, poll: PollParams): Promise<JobState> => {
  if (BUSY_STATUSES.includes(answer.status)) return { kind: 'running', state: `status ${answer.status}` };
  const status = compareStatus(answer, SUCCESS_STATUSES);
  if (status.status !== 'pass') return { kind: 'failed', comparison: status };
  // RFC 9110, 15.4.4: the result is elsewhere, so there is one.
  if (answer.hops.some((hop) => hop.status === 303)) return { kind: 'done', comparison: status };
  if (poll.state === undefined)
    return answer.status === 202 ? { kind: 'running', state: 'status 202' } : { kind: 'done', comparison: status };
  const parsed = answer.bodyProblem === undefined ? parseDocument(answer.body) : undefined;
  if (parsed === undefined) return { kind: 'failed', comparison: compareUnreadable(poll.state, describeBody(answer)) };
  const [value] = await valuesAt(parsed.document, poll.state);
  if (value === undefined || value === null)
    return { kind: 'failed', comparison: compareMissing(poll.state, `${poll.state} is missing`) };
  return judgeState(String(value), poll, await readMessage(parsed.document, poll.message));
};

const describeBody = ({ body, bodyProblem }: HttpAnswer): string =>
  bodyProblem ?? `the body is not JSON: ${quoteText(body)}`;

type JsonRoot = Parameters<typeof valuesAt>[0];

const readMessage = async (document: JsonRoot, path: string | undefined): Promise<string> => {
  if (path === undefined) return '';
  const [text] = await valuesAt(document, path);
  return text === undefined || text === null
    ? ''
    : `: ${quoteText(typeof text === 'string' ? text : JSON.stringify(text))}`;
};

const judgeState = (state: string, poll: PollParams, message: string): JobState => {
  const isIn = (list: readonly string[]): boolean => list.some((one) => one.toLowerCase() === state.toLowerCase());
  const base = { name: poll.state ?? 'state', operator: 'in', expected: poll.succeeded, actual: state } as const;
  if (isIn(poll.succeeded))
    return { kind: 'done', comparison: { ...base, status: 'pass', reason: 'assertion', text: `the job is ${state}` } };
  if (isIn(poll.failed))
    return {
      kind: 'failed',
      comparison: {
        ...base,
        status: 'fail',
        reason: 'assertion',
        text: `the job ended as ${quoteText(state)}${message}`,
      },
    };
  if (poll.running === undefined || isIn(poll.running)) return { kind: 'running', state: quoteText(state) };
  const text = `${poll.state} is ${quoteText(state)}, which is in none of running, succeeded and failed`;
  return { kind: 'failed', comparison: { ...base, status: 'error', reason: 'missing_value', text } };
};
