import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { networkError } from '../net/network-error.ts';

type NumberMeaning = readonly [reason: ProbeReason, text: string, advice?: Advice];

/** Numbers of errors, the same in MySQL and MariaDB: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const ERROR_NUMBERS: Readonly<Record<number, NumberMeaning>> = {
  1040: ['threshold', 'no connection is free', 'no_slot'],
  1044: ['permission', 'the user may not use the database'],
  1045: ['auth', 'the credentials were refused'],
  1049: ['status', 'the database does not exist', 'no_database'],
  1053: ['status', 'the server is shutting down', 'stopping'],
  1129: ['permission', 'the server has blocked this host after too many broken connections', 'blocked_host'],
  1130: ['auth', 'the server lets nobody in from this host', 'access_rule'],
  1142: ['permission', 'the user lacks a right'],
  1143: ['permission', 'the user lacks a right'],
  1193: ['missing_value', 'the server does not know a variable'],
  1203: ['threshold', 'the user has no connection left', 'no_slot'],
  1205: ['deadline_attempt', 'a lock was waited for too long'],
  1226: ['threshold', 'the user has used up what it may', 'no_slot'],
  1227: ['permission', 'the user lacks a right'],
  1251: ['config', 'the server wants another kind of login than the driver speaks'],
  1290: ['read_only', 'the server does not do this as it was started'],
  1317: ['deadline_attempt', 'the query was killed on the server'],
  1370: ['permission', 'the user lacks a right'],
  1396: ['permission', 'the user lacks a right'],
  1698: ['auth', 'the credentials were refused'],
  1792: ['read_only', 'the server takes no writes here'],
  1820: ['auth', 'the password has expired'],
  1862: ['auth', 'the password has expired'],
  1969: ['deadline_attempt', 'the server ended the query after its time'],
  3024: ['deadline_attempt', 'the server ended the query after its time'],
  3118: ['auth', 'the account is locked'],
  3159: ['auth', 'the server lets nobody in without TLS', 'with_tls'],
  4151: ['auth', 'the account is locked'],
  4166: ['auth', 'the account is locked'],
  9001: ['unreachable', 'the proxy reaches no server behind it', 'pooler'],
};

/** Numbers that mean a user's statement is wrong, not the server: syntax, unknown names, a write. */
const WRONG_STATEMENT: readonly number[] = [1046, 1052, 1054, 1055, 1060, 1064, 1109, 1146, 1235, 1305, 1792];

/** What was running when the error came: the login, one of our own statements, one of the user's. */
export type MysqlPhase = 'auth' | 'query' | 'foreign query';

/** The ProbeError for an error of the driver; `where` is for the message. It has no cause, as the driver's holds the statement. */
export const mysqlError = (error: unknown, where: string, phase: MysqlPhase, encrypted = true): unknown => {
  if (error instanceof ProbeError || !(error instanceof Error)) return error;
  const { errno, code } = error as Error & { readonly errno?: number; readonly code?: string };
  if (errno !== undefined && errno > 0)
    return numberError(`${error.message}${tlsHint(errno, encrypted)}`, errno, where, phase);
  const network = networkError(error, where);
  if (network instanceof ProbeError) return network;
  return driverError(error.message, code ?? '', where, phase);
};

/** MariaDB words it as a wrong password when a user may log in with TLS only. */
const tlsHint = (number: number, encrypted: boolean): string =>
  number === 1045 && !encrypted ? '; TLS is not spoken, which some users need' : '';

/** The ProbeError for an error that the server reports by its number. */
export const numberError = (message: string, number: number, where: string, phase: MysqlPhase): ProbeError => {
  const said = `${message.slice(0, 300)} (error ${number})`;
  if (phase === 'foreign query' && WRONG_STATEMENT.includes(number))
    return new ProbeError('config', `${where}: the query cannot be run: ${said}`);
  const [reason, text, advice] = ERROR_NUMBERS[number] ?? ['status', 'the server reports an error'];
  const hasPassword = !(number === 1045 && /using password: NO/i.test(message));
  return new ProbeError(reason, `${where}: ${text}: ${said}`, { advice: hasPassword ? advice : 'no_credentials' });
};

const driverError = (message: string, code: string, where: string, phase: MysqlPhase): ProbeError => {
  if (code === 'PROTOCOL_CONNECTION_LOST' || /closed state|Connection lost/i.test(message)) {
    const doing = phase === 'auth' ? 'before it let anybody in' : 'instead of answering a query';
    return new ProbeError('unreachable', `${where}: the server closed the connection ${doing}`, { advice: 'closed' });
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return new ProbeError('tls_handshake', `${where}: the MySQL server offers no TLS`);
  if (code.startsWith('AUTH_SWITCH') || /auth(entication)? (plugin|method)/i.test(message))
    return new ProbeError(
      'auth',
      `${where}: the server wants a kind of login that is not spoken: ${message.slice(0, 200)}`,
    );
  return new ProbeError('protocol', `${where}: not what MySQL says: ${message.slice(0, 200)}`, {
    advice: 'other_protocol',
  });
};
