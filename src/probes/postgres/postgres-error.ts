import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import type { ErrorResponse } from './error-response.ts';
import { poolerMeaning, type StateMeaning } from './pooler-error.ts';

/** SQLSTATE codes (PostgreSQL, appendix A): five characters, or the two of their class. */
const SQL_STATES: Readonly<Record<string, StateMeaning>> = {
  '28000': ['auth', 'the server does not let this user in', 'access_rule'],
  '28': ['auth', 'the credentials were refused'],
  '42501': ['permission', 'the role lacks a right'],
  '3D000': ['status', 'the database does not exist', 'no_database'],
  '53300': ['threshold', 'no connection slot is free', 'no_slot'],
  '53': ['threshold', 'the server is out of a resource', 'out_of_resource'],
  '55000': ['status', 'the server is not in the state for it', 'access_rule'],
  '57P03': ['status', 'the server takes no connections now', 'starting'],
  '57P01': ['status', 'the server is shutting down', 'stopping'],
  '57P02': ['status', 'the server has crashed', 'stopping'],
  '57014': ['deadline_attempt', 'the server cancelled the query'],
  '25006': ['read_only', 'the server takes no writes here'],
  '08': ['protocol', 'the server found the protocol violated'],
  '0A': ['protocol', 'the server lacks a feature'],
};

/** Codes and classes that mean a user's statement is wrong, not the server. */
const WRONG_STATEMENT = /^(42(?!501)|22|25006|0A)/;

/** What was running when the error came: the login, one of our own statements, one of the user's. */
export type PostgresPhase = 'auth' | 'query' | 'foreign query';

/** The ProbeError for an error of the driver; `where` is for the message. Unknown errors come back as they are. */
export const postgresError = (error: unknown, where: string, phase: PostgresPhase): unknown => {
  if (error instanceof ProbeError || !(error instanceof Error)) return error;
  const state = errorCode(error);
  if (/^[0-9A-Z]{5}$/.test(state) && 'severity' in error) return stateError(error, state, where, phase);
  const network = networkError(error, where);
  if (network instanceof ProbeError) return network;
  return driverError(error, where, phase);
};

const stateError = (error: Error, state: string, where: string, phase: PostgresPhase): ProbeError => {
  if (phase === 'foreign query' && WRONG_STATEMENT.test(state))
    return new ProbeError('config', `${where}: the query cannot be run: ${error.message} (SQLSTATE ${state})`, {
      cause: error,
    });
  return reportedError({ text: error.message, state }, where, error);
};

/** The ProbeError for what a server says of the connection itself. */
export const reportedError = ({ text, state }: ErrorResponse, where: string, cause?: Error): ProbeError => {
  const [reason, meaning, advice] = meaningOf(text, state);
  const said = state === undefined ? text : `${text} (SQLSTATE ${state})`;
  return new ProbeError(reason, `${where}: ${meaning}: ${said}`, { cause, advice });
};

const meaningOf = (text: string, state = ''): StateMeaning =>
  poolerMeaning(text, state) ??
  SQL_STATES[state] ??
  SQL_STATES[/^could not fork/.test(text) ? '53' : state.slice(0, 2)] ?? ['status', 'the server reports an error'];

const driverError = (error: Error, where: string, phase: PostgresPhase): unknown => {
  const fail = (reason: ProbeReason, text: string, advice?: Advice): ProbeError =>
    new ProbeError(reason, `${where}: ${text}`, { cause: error, advice });
  if (/^Connection terminated/.test(error.message)) {
    const doing = phase === 'auth' ? 'before it let anybody in' : 'instead of answering a query';
    return fail('unreachable', `the server closed the connection ${doing}`);
  }
  if (error.message === 'Query read timeout') return fail('deadline_attempt', 'no answer to a query in time');
  if (/password must be/.test(error.message))
    return fail('auth', 'the server asks for a password, and none is given', 'no_credentials');
  if (/^SASL/.test(error.message)) return fail('auth', error.message);
  if (phase === 'auth' || /^(received invalid response|Received unexpected)/.test(error.message))
    return fail('protocol', `not what PostgreSQL says: ${error.message.slice(0, 200)}`, 'other_protocol');
  return error;
};
