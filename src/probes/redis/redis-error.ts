import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { networkError } from '../net/network-error.ts';

type ReplyMeaning = readonly [begins: RegExp, reason: ProbeReason, text: string];

/** Error replies by their beginning; the first match counts. */
const ERROR_REPLIES: readonly ReplyMeaning[] = [
  [/^NOAUTH|^ERR operation not permitted/, 'auth', 'the server asks for a password'],
  [/^WRONGPASS|^ERR invalid password|^ERR invalid username/, 'auth', 'the credentials were refused'],
  [/^ERR (Client sent AUTH|AUTH <password> called)/, 'auth', 'a password was given, and the server has none'],
  [/^NOPERM/, 'permission', 'the user lacks a right'],
  [/^DENIED/, 'permission', 'the server takes local connections only'],
  [/^ERR max number of clients/, 'threshold', 'no connection is free'],
  [/^(READONLY|MISCONF)/, 'read_only', 'the server takes no writes'],
  [/^(CLUSTERDOWN|NOQUORUM)/, 'no_quorum', 'the cluster is down'],
  [/^LOADING/, 'status', 'the server is loading its data'],
  [/^MASTERDOWN/, 'status', 'the replica has lost its primary and does not answer'],
  [/^ERR This instance has cluster support disabled/, 'config', 'the server is no cluster node'],
  [/^ERR No such master/, 'config', 'the Sentinel does not know this master'],
  [/^ERR (DB index is out of range|invalid DB index)/, 'config', 'there is no such database'],
  [/^ERR unknown (sub)?command/, 'missing_value', 'the server does not offer the command'],
];

/**
 * The ProbeError for an error of the driver; `where` is for the message. It has no cause: the driver's error holds the command,
 * and that of AUTH the password. A ProbeError, and what is no error, come back as they are.
 */
export const redisError = (error: unknown, where: string): unknown => {
  if (error instanceof ProbeError || !(error instanceof Error)) return error;
  if (isErrorReply(error)) {
    const [, reason, text] = ERROR_REPLIES.find(([begins]) => begins.test(error.message)) ?? [
      /./,
      'status',
      'the server answers with an error',
    ];
    return new ProbeError(reason, `${where}: ${text}: ${error.message.slice(0, 300)}`);
  }
  if (/^Connection is closed|closed$|isn't writeable/i.test(error.message))
    return new ProbeError('unreachable', `${where}: the server closed the connection instead of answering`);
  if (/please report this/i.test(error.message))
    return new ProbeError('protocol', `${where}: not what Redis says: ${error.message.slice(0, 200)}`);
  return networkError(error, where);
};

/** Whether the server answered with an error; the connection can be used further. */
export const isErrorReply = (error: Error): boolean => error.name === 'ReplyError' || 'command' in error;
