import type { SourcedDocument } from '../../../src/expectations/compare-documents.ts';
import { type Comparison, shortenText } from '../../../src/expectations/comparison.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { statusOfProblem } from '../../../src/model/reasons.ts';
import type { HttpOptions } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';

/** What one replica answered: its document, or why there is none. */
export type AskedReplica =
  | (SourcedDocument & { readonly status: Comparison })
  | { readonly from: string; readonly problem: Comparison };

/** The JSON document of one replica. An answer without one is a problem; an error of the probe is thrown on. */
export const fetchDocument = async (http: BoundProbes['http'], options: HttpOptions): Promise<AskedReplica> => {
  const answer = await http(options);
  const status = compareStatus(answer, SUCCESS_STATUSES);
  if (status.status !== 'pass') return { from: answer.url, problem: status };
  const parsed = answer.bodyProblem === undefined ? parseDocument(answer.body) : undefined;
  if (parsed !== undefined) return { from: answer.url, ...parsed, status };
  const text = answer.bodyProblem ?? `the body is not JSON: ${quoteText(answer.body)}`;
  return { from: answer.url, problem: documentProblem('protocol', text) };
};

/** One of several replicas that does not answer is a problem of its own. Errors that are not of the probe are thrown on. */
export const problemOfError = (url: string, error: unknown): AskedReplica => {
  if (!(error instanceof ProbeError)) throw error;
  const { reason, message, advice } = error;
  const problem = { ...documentProblem(reason, message), status: statusOfProblem(error), advice };
  return { from: redactUrl(url), problem };
};

const documentProblem = (reason: ProbeError['reason'], text: string): Comparison => ({
  name: 'document',
  operator: 'is',
  expected: 'a JSON document',
  actual: shortenText(text),
  status: 'fail',
  reason,
  text,
});
