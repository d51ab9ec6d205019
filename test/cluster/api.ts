import { Agent, request as send } from 'node:https';
import { text } from 'node:stream/consumers';

/** Any object of the Kubernetes API. */
export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly Readonly<Record<string, unknown>>[];
  };
  readonly [field: string]: unknown;
};

// biome-ignore lint/suspicious/noExplicitAny: the answers of the API server have no types here.
export type ApiAnswer = any;

/** A client of the API server for one user. Throws an ApiError for a status of 400 and above. */
export type ApiClient = {
  readonly request: (method: string, path: string, body?: unknown, contentType?: string) => Promise<ApiAnswer>;
  /** Creates or updates each object in turn (server-side apply). */
  readonly apply: (objects: readonly KubernetesObject[]) => Promise<void>;
  readonly close: () => void;
};

export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const ANSWER_TIMEOUT_MS = 30_000;
const APPLY_PATCH = 'application/apply-patch+yaml';

/** Returns a client that keeps its connections; `ca` is PEM text. */
export const connectApi = (url: string, ca: string, token: string): ApiClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca });
  const request: ApiClient['request'] = async (method, path, body, contentType = 'application/json') => {
    const { status, answer } = await sendRequest(new URL(path, url), agent, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': contentType },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status >= 400) throw new ApiError(status, `${method} ${path}: ${status} ${apiErrorMessage(answer)}`);
    return answer.startsWith('{') ? JSON.parse(answer) : answer;
  };
  const apply: ApiClient['apply'] = async (objects) => {
    for (const object of objects) {
      await request('PATCH', `${objectPath(object)}?fieldManager=test-cluster&force=true`, object, APPLY_PATCH);
    }
  };
  return { request, apply, close: () => agent.destroy() };
};

type OutgoingRequest = { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };

const sendRequest = (url: URL, agent: Agent, { method, headers, body }: OutgoingRequest) =>
  new Promise<{ status: number; answer: string }>((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const outgoing = send(url, { agent, method, headers, signal }, (incoming) => {
      text(incoming).then((answer) => resolve({ status: incoming.statusCode ?? 0, answer }), reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

const apiErrorMessage = (answer: string): string => {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? answer;
  } catch {
    return answer.slice(0, 300);
  }
};

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  ...['Namespace', 'Node', 'PersistentVolume', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass', 'IngressClass'],
  ...[
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
    'APIService',
    'PriorityClass',
    'CustomResourceDefinition',
    'GatewayClass',
  ],
]);

/** Returns the path of the object, or of a subresource of it. */
export const objectPath = ({ apiVersion, kind, metadata }: KubernetesObject, subresource = ''): string => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = CLUSTER_SCOPED.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${root}${scope}/${pluralOf(kind)}/${metadata.name}${subresource && `/${subresource}`}`;
};

const pluralOf = (kind: string): string => {
  const singular = kind.toLowerCase();
  if (singular.endsWith('points')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
};
