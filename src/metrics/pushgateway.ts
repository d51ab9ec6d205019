import { Agent, type ClientRequestArgs, type IncomingMessage, request as plainRequest } from 'node:http';
import type { Point } from './data-points.ts';
import { type Hints, UNREACHABLE } from './hint.ts';
import { expositionOf } from './prometheus-text.ts';
import { proxyOf } from './proxy.ts';
import { withinBudget } from './with-timeout.ts';

/** One push: where to, what, and for how long at most (milliseconds). */
export interface Push {
  /** Of the group. */
  readonly url: string;
  readonly points: readonly Point[];
  readonly budgetMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Pushes the points into their group of a Pushgateway. Resolves when it took them, rejects with the cause.
 *
 * POST leaves what this run has no numbers for, as the time of the last success. When no check was evaluated, PUT: what an
 * earlier run said of their health would else stand there for ever.
 */
export const push = async ({ url, points, budgetMs, env }: Push): Promise<void> => {
  const evaluated = points.some(({ instrument }) => instrument === 'kavmon.check.healthy');
  const options = {
    method: evaluated ? 'POST' : 'PUT',
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'user-agent': 'kavmon' },
  };
  await withinBudget(budgetMs, async (signal) =>
    accepted(await exchange(new URL(url), { ...options, signal }, expositionOf(points), env)),
  );
};

const exchange = async (
  url: URL,
  options: ClientRequestArgs,
  body: string,
  env: NodeJS.ProcessEnv,
): Promise<IncomingMessage> => {
  const agentOptions = { keepAlive: false, ...proxyOf(env) };
  const https = url.protocol === 'https:' ? await import('node:https') : undefined;
  const agent = https === undefined ? new Agent(agentOptions) : new https.Agent(agentOptions);
  const request = (https?.request ?? plainRequest)(url, { ...options, agent });
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(body);
  });
};

const MOST_CHARACTERS = 2000;

/** A Pushgateway answers a push with 200 or 202 and nothing more; a page is from somebody else. */
const accepted = async (response: IncomingMessage): Promise<void> => {
  const code = response.statusCode ?? 0;
  const said = await beginOf(response);
  if (code === 200 || code === 202) {
    if (said.trim() === '') return;
    throw new Error(`it answered ${code} with a text: what listens there is no Pushgateway`);
  }
  throw Object.assign(new Error(firstLine(said) || response.statusMessage), { code });
};

const beginOf = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.length > MOST_CHARACTERS) break;
  }
  return text;
};

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';

const BASE_ADDRESS = 'AM_PROMETHEUS_URL is the base address of a Pushgateway: http://pushgateway:9091';
const CREDENTIALS = 'give user and password in AM_PROMETHEUS_URL, from a Secret';

/** What is known of failures at a Pushgateway. */
export const pushgatewayHints: Hints = {
  status: {
    301: BASE_ADDRESS,
    302: BASE_ADDRESS,
    307: BASE_ADDRESS,
    308: BASE_ADDRESS,
    401: CREDENTIALS,
    403: CREDENTIALS,
    404: BASE_ADDRESS,
    405: BASE_ADDRESS,
    413: 'what is before the Pushgateway limits the size of a request: raise its limit or use --shard',
  },
  texts: [
    [/ECONNREFUSED/, 'is the Pushgateway running, and is this its port (usually 9091)?'],
    [/no Pushgateway|Invalid URL/, BASE_ADDRESS],
    [/URI malformed/, 'percent-encode user and password in AM_PROMETHEUS_URL'],
    [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the Pushgateway with NODE_EXTRA_CA_CERTS'],
    ...UNREACHABLE,
  ],
};
