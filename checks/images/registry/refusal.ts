import { shortenText } from '../../../src/expectations/comparison.ts';
import { headerText } from '../../../src/expectations/http-headers.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** What a registry says in place of what was asked for. */
export interface RegistryRefusal {
  /** Of its error document: `MANIFEST_UNKNOWN`; empty without one. */
  readonly code: string;
  readonly error: ProbeError;
}

/** The errors of a document (OCI distribution, Error Codes). */
interface ErrorDocument {
  readonly errors?: unknown;
}

interface RegistryError {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Reads why a registry does not do what it was asked; too many requests say nothing of the image. */
export const readRegistryRefusal = (what: string, answer: HttpAnswer, isAnonymous: boolean): RegistryRefusal => {
  const { code, text } = readError(answer);
  const { reason, advice, text: status } = compareStatus(answer, SUCCESS_STATUSES);
  if (answer.status === 429 || code === 'TOOMANYREQUESTS') {
    const message = `${what}: ${text ?? status}${retryHint(answer)}`;
    return { code, error: new ProbeError('status', message, { undecided: true, advice: 'throttled' }) };
  }
  const isHidden = isAnonymous && (answer.status === 401 || answer.status === 403);
  const hint = isHidden ? '; without a login it is not public, or not there' : '';
  const error = new ProbeError(reason, `${what}: ${text ?? status}${hint}${retryHint(answer)}`, {
    advice: isHidden ? 'no_credentials' : advice,
  });
  return { code, error };
};

/** The first error of a document; without a text where there is none. */
const readError = ({ body, status }: HttpAnswer): { readonly code: string; readonly text?: string } => {
  const { errors } = (parseDocument(body)?.document ?? {}) as ErrorDocument;
  const [first] = (Array.isArray(errors) ? errors : []) as readonly (RegistryError | null)[];
  if (typeof first?.code !== 'string') return { code: '' };
  const message = typeof first.message === 'string' ? `: ${shortenText(first.message)}` : '';
  return { code: first.code, text: `status is ${status}, ${first.code}${message}` };
};

const retryHint = (answer: HttpAnswer): string => {
  const after = headerText(answer, 'retry-after');
  return after === '' ? '' : `; Retry-After: ${shortenText(after)}`;
};

/** Whether an answer is that of a registry, and not of a web server or a gateway in its place. */
export const isRegistryAnswer = (answer: HttpAnswer): boolean =>
  answer.headers.some(([name]) => name === 'docker-distribution-api-version' || name === 'docker-content-digest') ||
  Array.isArray((parseDocument(answer.body)?.document as ErrorDocument | undefined)?.errors);
