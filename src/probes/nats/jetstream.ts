import { ProbeError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { NatsConnection } from './connection.ts';

/** A stream or a consumer as the API of JetStream describes it; only what is read of it is known. */
export type JetStreamRow = { readonly [name: string]: Json };

/** Asks the API of JetStream. Throws ProbeError. */
export interface JetStreamApi {
  /** Null: JetStream does not answer, as it is off in the server or the account. */
  readonly account: () => Promise<JetStreamRow | null>;
  readonly streams: () => Promise<readonly JetStreamRow[]>;
  readonly consumers: (stream: string) => Promise<readonly JetStreamRow[]>;
}

const NOT_ENABLED = 10_039;
const NOT_ENABLED_FOR_SERVER = 10_076;

/** Rows that are read at most. */
const MAX_ROWS = 10_000;

/** The API in a domain, or of the account itself. */
export const openJetStream = (connection: NatsConnection, domain: string | undefined): JetStreamApi => {
  const prefix = domain === undefined ? '$JS.API' : `$JS.${domain}.API`;
  const ask = async (subject: string, question: object): Promise<JetStreamRow | null> => {
    const answer = await connection.request(`${prefix}.${subject}`, JSON.stringify(question));
    return answer === null ? null : parseAnswer(answer, connection.target);
  };
  const askPage = async (subject: string, key: string, offset: number): Promise<RowPage> => {
    const answer = await ask(subject, { offset });
    if (answer === null) throw disabledError(connection.target);
    return readPage(answer, key, connection.target);
  };
  const askAll = async (subject: string, key: string): Promise<readonly JetStreamRow[]> => {
    const rows: JetStreamRow[] = [];
    while (rows.length < MAX_ROWS) {
      const page = await askPage(subject, key, rows.length);
      rows.push(...page.rows);
      if (page.rows.length === 0 || rows.length >= page.total) return rows;
    }
    throw new ProbeError('missing_value', `${connection.target}: there are more than ${MAX_ROWS} ${key}`, {
      undecided: true,
    });
  };
  return {
    account: () => ask('INFO', {}),
    streams: () => askAll('STREAM.LIST', 'streams'),
    consumers: (stream) => askAll(`CONSUMER.LIST.${stream}`, 'consumers'),
  };
};

interface RowPage {
  readonly rows: readonly JetStreamRow[];
  readonly total: number;
}

/** A page of a list; an empty list may be null or absent. */
const readPage = (answer: JetStreamRow, key: string, target: string): RowPage => {
  const rows = answer[key] ?? [];
  if (!Array.isArray(rows)) throw new ProbeError('protocol', `${target}: the ${key} of JetStream are no list`);
  return { rows: rows as JetStreamRow[], total: Number(answer.total ?? 0) };
};

/** The ProbeError of a JetStream that does not answer. */
export const disabledError = (target: string): ProbeError =>
  new ProbeError('status', `${target}: JetStream is off, in the server or for this account`, {
    advice: 'jetstream_off',
  });

const parseAnswer = (text: string, target: string): JetStreamRow | null => {
  const answer = parseObject(text, target);
  const { error } = answer;
  if (error === undefined || error === null) return answer;
  const { code, err_code: detail, description } = error as JetStreamRow;
  if (detail === NOT_ENABLED || detail === NOT_ENABLED_FOR_SERVER) return null;
  const quorum = code === 503;
  throw new ProbeError(
    quorum ? 'no_quorum' : 'status',
    `${target}: JetStream answers with the error ${code}: ${description}`,
  );
};

const parseObject = (text: string, target: string): JetStreamRow => {
  try {
    const answer: Json = JSON.parse(text);
    if (answer !== null && typeof answer === 'object' && !Array.isArray(answer)) return answer as JetStreamRow;
  } catch {
    // Said below, as any other answer that is none.
  }
  throw new ProbeError('protocol', `${target}: JetStream does not answer with JSON`);
};
