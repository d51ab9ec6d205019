import type * as z from 'zod';
import type { CheckContext } from '../../../src/check/check.ts';
import { requestParams, toHttpOptions } from '../../../src/expectations/http-request.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { noteTargetOnAbort } from '../../../src/expectations/note-target.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { httpUrl } from '../../../src/params/http-url.ts';
import { httpTarget } from '../../../src/params/service-target.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';
import { refusalError } from './refusal-error.ts';

const { bodyLimit: _, ...request } = requestParams();

/** Parameters of the management API: its URL and how it is asked. */
export const managementParams = () => ({
  url: httpUrl()
    .optional()
    .describe(
      'URL of the management API, `http://HOST:15672` and a prefix if it has one; by reference when it holds a password',
    ),
  target: httpTarget().optional(),
  ...request,
});

type ManagementParams = z.output<z.ZodObject<ReturnType<typeof managementParams>>>;
type HttpAnswer = Awaited<ReturnType<BoundProbes['http']>>;

/** What the management API answered: the status that a health check has, and its document. */
export interface ApiAnswer {
  readonly status: number;
  readonly document: Json;
}

export interface ManagementApi {
  /** `RabbitMQ HOST:PORT`, for messages. */
  readonly target: string;
  /** Of the node that answered. */
  readonly version: string;
  readonly cluster: string;
  /** Asks for a path below `/api/`. Throws ProbeError, of which a refusal is undecided; 404 and 503 are answers. */
  readonly ask: (path: string) => Promise<ApiAnswer>;
  /** The same for what must be there. */
  readonly fetch: (path: string) => Promise<Json>;
}

type ApiContext = Pick<CheckContext<unknown>, 'signal' | 'note' | 'measure'>;

/** Of one answer: the bindings of a large virtual host, or a page of queues. */
const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;

/** Statuses with which the API itself answers: health checks that fail, and what is not there. */
const API_STATUSES: readonly number[] = [200, 400, 404, 503];

/** Opens the management API: asks who answers, and makes sure that it is RabbitMQ. Throws ProbeError. */
export const openManagementApi = async (
  http: BoundProbes['http'],
  params: ManagementParams,
  context: ApiContext,
): Promise<ManagementApi> => {
  const base = (params.url ?? '').replace(/\/+(?:api\/*)?$/, '');
  const ask = async (path: string): Promise<ApiAnswer> => {
    const url = `${base}/api/${path}`;
    const options = { ...toHttpOptions({ ...params, bodyLimit: ANSWER_LIMIT_BYTES }), url };
    return readAnswer(await noteTargetOnAbort(context, redactUrl(url), http(options)));
  };
  const fetch = async (path: string): Promise<Json> => {
    const { status, document } = await ask(path);
    if (status === 200) return document;
    throw new ProbeError('missing_value', `/api/${path} is not there: status ${status}`, { undecided: true });
  };
  const overview = await ask('overview?columns=rabbitmq_version,cluster_name,node');
  const fields = overview.document as { readonly [name: string]: Json } | null;
  const version = fields?.rabbitmq_version;
  if (typeof version !== 'string') throw notRabbitError(redactUrl(base));
  if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
  return { target: `RabbitMQ ${new URL(base).host}`, version, cluster: String(fields?.cluster_name), ask, fetch };
};

const notRabbitError = (url: string): ProbeError =>
  new ProbeError('protocol', `${url}: this is not the management API of RabbitMQ: it answers without a version`, {
    advice: 'other_protocol',
  });

const readAnswer = (answer: HttpAnswer): ApiAnswer => {
  if (answer.bodyProblem !== undefined)
    throw new ProbeError('missing_value', `${answer.url}: ${answer.bodyProblem}`, { advice: 'large_answer' });
  const document = parseDocument(answer.body)?.document;
  if (answer.status === 401 || answer.status === 403) throw refusalError(answer, document);
  if (document !== undefined && API_STATUSES.includes(answer.status)) return { status: answer.status, document };
  const isApi = document !== undefined || answer.status >= 500;
  throw new ProbeError(
    isApi ? 'status' : 'protocol',
    `${answer.url}: status ${answer.status}, not an answer of the management API: ${quoteText(answer.body)}`,
    { advice: isApi ? undefined : 'other_protocol' },
  );
};
