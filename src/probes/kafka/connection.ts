import type { Socket } from 'node:net';
import {
  type API,
  apiVersionsV3,
  type Connection,
  saslAuthenticateV2,
  saslHandshakeV1,
  saslPlain,
  saslScramSha,
} from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { connectTcp } from '../net/tcp-connect.ts';
import { connectTls } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { codeError, codeOfError, responseOfError } from './kafka-error.ts';
import type { KafkaTarget } from './target.ts';
import { openTransport } from './transport.ts';

/** A connection to one broker, logged in. */
export interface KafkaConnection {
  readonly target: KafkaTarget;
  /** Whether the broker has this request, in this version. */
  readonly offers: (api: { readonly key: number; readonly version: number }) => boolean;
  /** Sends a request and returns its answer, error codes in it included. Throws ProbeError. */
  readonly call: <Args extends unknown[], Answer>(api: API<Args, Answer>, ...args: Args) => Promise<Answer>;
  readonly close: () => void;
}

/** Bytes of all answers on a connection: metadata of ten thousands of partitions are a few million. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

const WITH_TLS = 'tls: {}';
const SOFTWARE = ['kavmon', '1'] as const;

/** Connects to a broker, starts TLS if there are options for it, asks for its versions and logs in. Throws ProbeError, or the signal's reason. */
export const openKafka = async (target: KafkaTarget, session: ProbeSession): Promise<KafkaConnection> => {
  const plain = await connectTcp(target, session);
  const socket = target.tls === undefined ? plain : await connectTls(plain, target, target.tls, session);
  const expected = { target: target.text, protocol: 'Kafka', withTls: WITH_TLS };
  guardProtocol(socket, { ...expected, begins: isFirstAnswer, limit: MAX_ANSWER_BYTES });
  try {
    session.phase(target.sasl === undefined ? 'request' : 'auth');
    return await logIn(socket, target, () => plain.bytesRead, session);
  } catch (error) {
    socket.destroy();
    session.signal.throwIfAborted();
    throw error;
  }
};

/** The length of an answer, and the number of the request. */
const isFirstAnswer = (first: Buffer): boolean =>
  first.length < 4 ||
  (first.readUInt32BE(0) < MAX_ANSWER_BYTES && (first.length < 8 || first.readUInt32BE(4) <= MAX_REQUESTS));

const MAX_REQUESTS = 1_000_000;

const logIn = async (
  socket: Socket,
  target: KafkaTarget,
  received: () => number,
  session: ProbeSession,
): Promise<KafkaConnection> => {
  let answered = false;
  const closed = (): ProbeError => closedError(target, answered, received());
  const transport = openTransport(socket, target.text, closed) as unknown as Connection;
  const call: KafkaConnection['call'] = async (api, ...args) => {
    try {
      return await api.async(transport, ...args);
    } catch (error) {
      session.signal.throwIfAborted();
      const response = responseOfError(error);
      if (response !== undefined) return response as never;
      throw explainError(error, target.text);
    }
  };
  const versions = await call(apiVersionsV3.api, ...SOFTWARE);
  answered = true;
  if (versions.errorCode !== 0) throw codeError(target.text, versions.errorCode);
  await authenticate(transport, target, session);
  return {
    target,
    call,
    offers: ({ key, version }) =>
      versions.apiKeys.some((api) => api.apiKey === key && api.minVersion <= version && version <= api.maxVersion),
    close: () => socket.destroy(),
  };
};

const authenticate = async (
  transport: Connection,
  { sasl, text }: KafkaTarget,
  { signal }: ProbeSession,
): Promise<void> => {
  if (sasl === undefined) return;
  try {
    await saslHandshakeV1.api.async(transport, sasl.mechanism);
    await exchangeCredentials(transport, sasl);
  } catch (error) {
    signal.throwIfAborted();
    throw loginError(error, text);
  }
};

const exchangeCredentials = (
  transport: Connection,
  { mechanism, user, password }: NonNullable<KafkaTarget['sasl']>,
): Promise<unknown> => {
  const send = saslAuthenticateV2.api;
  if (mechanism === 'PLAIN') return saslPlain.authenticate(send, transport, user, password);
  const algorithm = mechanism === 'SCRAM-SHA-256' ? 'SHA-256' : 'SHA-512';
  return saslScramSha.authenticate(send, transport, algorithm, user, password);
};

const loginError = (error: unknown, target: string): unknown => {
  const code = codeOfError(error);
  if (code === undefined) return explainError(error, target);
  const { mechanisms = [] } = (responseOfError(error) ?? {}) as { readonly mechanisms?: readonly string[] };
  return codeError(target, code, mechanisms.length === 0 ? null : `offered are ${mechanisms.join(', ')}`);
};

/** The ProbeError for what the library throws; it has no cause, as that may hold the credentials. */
const explainError = (error: unknown, target: string): unknown => {
  const known = findProbeError(error);
  if (known !== undefined) return known;
  const code = codeOfError(error);
  if (code !== undefined) return codeError(target, code);
  const text = error instanceof Error ? error.message : String(error);
  return new ProbeError('protocol', `${target}: not an answer of Kafka: ${text.slice(0, 200)}`, {
    advice: 'other_protocol',
  });
};

const findProbeError = (error: unknown): ProbeError | undefined => {
  if (error instanceof ProbeError) return error;
  return error instanceof Error && error.cause !== undefined ? findProbeError(error.cause) : undefined;
};

const closedError = ({ text, tls, sasl }: KafkaTarget, answered: boolean, received: number): ProbeError => {
  const wantsTls = tls === undefined && received === 0 ? `; ${describeTlsQuestion(WITH_TLS)}` : '';
  const wantsLogin = answered && sasl === undefined ? '; does this listener want a login (sasl)?' : '';
  return new ProbeError(
    'unreachable',
    `${text}: the broker closed the connection instead of answering${wantsTls}${wantsLogin}`,
    { advice: wantsLogin === '' ? undefined : 'no_credentials' },
  );
};
