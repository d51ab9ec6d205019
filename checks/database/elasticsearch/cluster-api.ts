import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { quoteText } from '../../../src/expectations/quote-text.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpOptions } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import type { PartAnswer } from '../../../src/probes/part-answer.ts';

/** A JSON document of the REST API; what it holds is read with care. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes differ by product and version
export type ClusterDocument = any;

/** Asks the REST API of Elasticsearch or OpenSearch. */
export interface ClusterApi {
  /** The document at a path. Throws ProbeError: `permission` and `auth` where it is refused, `missing_value` where it is not there. */
  readonly read: (path: string, body?: object) => Promise<ClusterDocument>;
  /** The same, with what the server refuses as a problem; a connection that fails is thrown. */
  readonly ask: (path: string, body?: object) => Promise<PartAnswer<ClusterDocument>>;
}

/** Requests of the API below a URL, with these options of each request. */
export const clusterApi = (http: BoundProbes['http'], base: string, options: Omit<HttpOptions, 'url'>): ClusterApi => {
  const root = base.replace(/\/+$/, '');
  const { host } = new URL(root);
  const read: ClusterApi['read'] = async (path, body) => {
    const url = `${root}${path}`;
    return readAnswer(
      `${host}${path}`,
      await http(body === undefined ? { ...options, url } : withBody({ ...options, url }, body)),
    );
  };
  return {
    read,
    ask: async (path, body) => {
      try {
        return { value: await read(path, body) };
      } catch (error) {
        if (error instanceof ProbeError && REFUSALS.includes(error.reason)) return { problem: error };
        throw error;
      }
    },
  };
};

const withBody = (options: HttpOptions, body: object): HttpOptions => ({
  ...options,
  method: 'POST',
  body: JSON.stringify(body),
  headers: { ...options.headers, 'content-type': 'application/json' },
});

const readAnswer = (path: string, answer: Awaited<ReturnType<BoundProbes['http']>>): ClusterDocument => {
  const status = compareStatus(answer, SUCCESS_STATUSES);
  if (status.status !== 'pass') throw refusal(path, answer.status, answer.body, status);
  const parsed = answer.bodyProblem === undefined ? parseDocument(answer.body) : undefined;
  if (parsed !== undefined) return parsed.document;
  const why = answer.bodyProblem ?? `the body is not JSON: ${quoteText(answer.body)}`;
  throw new ProbeError('protocol', `${path}: ${why}`);
};

/** Reasons of a server that answers, and not with what was asked for. */
const REFUSALS: readonly ProbeError['reason'][] = [
  'auth',
  'permission',
  'missing_value',
  'status',
  'protocol',
  'no_quorum',
];

const refusal = (
  path: string,
  status: number,
  body: string,
  { reason, text, advice }: Pick<ReturnType<typeof compareStatus>, 'reason' | 'text' | 'advice'>,
): ProbeError => {
  const error = parseDocument(body)?.document as ClusterDocument;
  const type = String(error?.error?.type ?? '');
  const said = error?.error?.reason ?? error?.Message ?? error?.message;
  const detail = typeof said === 'string' ? `: ${said.slice(0, 200)}` : '';
  if (/master_not_discovered|cluster_manager_not_discovered|no_master/.test(type) || /state not recovered/.test(detail))
    return new ProbeError('no_quorum', `${path}: the cluster has elected no master${detail}`);
  if (status === 404 || status === 405 || status === 410 || (status === 400 && /no handler/i.test(body)))
    return new ProbeError('missing_value', `${path}: ${text}${detail}`);
  return new ProbeError(reason, `${path}: ${text}${detail}`, { advice });
};
