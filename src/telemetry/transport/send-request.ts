import { Agent, type ClientRequestArgs, type IncomingMessage, request as plainRequest } from 'node:http';
import { clipText } from '../../text/clip-text.ts';
import { proxyOptions } from './proxy-options.ts';

/** One request to a receiver. */
export interface ReceiverRequest extends Pick<ClientRequestArgs, 'method' | 'headers' | 'signal'> {
  readonly url: string;
  readonly body: string;
  /** PEM of the authorities that are trusted; default: the public ones. */
  readonly ca?: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Sends it and resolves to the head of the answer. No connection is kept. Rejects when none can be made. */
export const sendRequest = async ({ url, body, ca, env, ...options }: ReceiverRequest): Promise<IncomingMessage> => {
  const address = new URL(url);
  const agentOptions = { keepAlive: false, ...proxyOptions(env) };
  const https = address.protocol === 'https:' ? await import('node:https') : undefined;
  const agent = https === undefined ? new Agent(agentOptions) : new https.Agent({ ...agentOptions, ca });
  const request = (https?.request ?? plainRequest)(address, { ...options, agent });
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(body);
  });
};

const ANSWER_LIMIT_CHARACTERS = 2000;

/** The first characters of an answer, 2,000 unless the limit says otherwise, or a few more. */
export const readBeginning = async (response: IncomingMessage, limit = ANSWER_LIMIT_CHARACTERS): Promise<string> => {
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.length > limit) break;
  }
  return text;
};

/** The error for an answer that refuses: its status as `code`, its first line as message. */
export const refusalOf = (response: IncomingMessage, body: string): Error =>
  Object.assign(new Error(clipText(body.trim().split('\n', 1)[0] ?? '', 300) || response.statusMessage), {
    code: response.statusCode ?? 0,
  });
