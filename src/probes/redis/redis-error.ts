import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { errorCode, networkError } from '../net/network-error.ts';

type ReplyMeaning = readonly [begins: RegExp, reason: ProbeReason, text: string, advice?: Advice];

/** Error replies by their beginning; the first match counts. */
const ERROR_REPLIES: readonly ReplyMeaning[] = [
  [
    /^NOAUTH|^ERR operation not permitted|^-?ERR (unauthenticated|authentication required)/i,
    'auth',
    'the server asks to log in',
    'no_credentials',
  ],
  [
    /^WRONGPASS|^ERR invalid password|^ERR invalid username|^ERR (auth|login) failed/i,
    'auth',
    'the credentials were refused',
  ],
  [
    /^ERR (Client sent AUTH|AUTH <password> called)/,
    'auth',
    'credentials were given, and the server asks for none',
    'unwanted_credentials',
  ],
  [/^NOPERM/, 'permission', 'the user lacks a right'],
  [/^DENIED/, 'permission', 'the server takes local connections only', 'protected_mode'],
  [/^ERR max number of clients/, 'threshold', 'no connection is free', 'no_slot'],
  [/^(READONLY|MISCONF)/, 'read_only', 'the server takes no writes'],
  [/^(CLUSTERDOWN|NOQUORUM)/, 'no_quorum', 'the cluster is down'],
  [/^LOADING/, 'status', 'the server is loading its data', 'starting'],
  [/^BUSY/, 'status', 'a script keeps the server busy'],
  [/^MASTERDOWN/, 'status', 'the replica has lost its primary and does not answer'],
  [/^ERR This instance has cluster support disabled/, 'config', 'the server is no cluster node'],
  [
    /^(MOVED|ASK|CROSSSLOT|ERR SELECT is not allowed in cluster)/,
    'config',
    'this is one node of a Redis Cluster: give cluster, with its nodes',
  ],
  [/^ERR No such master/, 'config', 'the Sentinel does not know this master'],
  [/^ERR (DB index is out of range|invalid DB index)/, 'config', 'there is no such database'],
  [/^ERR (unknown (sub)?command|unsupported command)/i, 'missing_value', 'the server does not offer the command'],
];

/**
 * The ProbeError for an error of the driver; `where` is for the message. It has no cause: the driver's error holds the command,
 * and that of AUTH the password. A ProbeError, and what is no error, come back as they are.
 */
export const redisError = (error: unknown, where: string): unknown => {
  if (error instanceof ProbeError || !(error instanceof Error)) return error;
  if (isErrorReply(error)) {
    const [, reason, text, advice] = ERROR_REPLIES.find(([begins]) => begins.test(error.message)) ?? [
      /./,
      'status',
      'the server answers with an error',
    ];
    return new ProbeError(reason, `${where}: ${text}: ${error.message.slice(0, 300)}`, { advice });
  }
  if (DRIVER_CLOSED.test(error.message))
    return new ProbeError('unreachable', `${where}: the server closed the connection instead of answering`);
  if (/please report this/i.test(error.message))
    return new ProbeError('protocol', `${where}: not what Redis says: ${withoutRequest(error.message)}`, {
      advice: 'other_protocol',
    });
  return networkError(error, where);
};

/** What the parser says, without its request to report it to its authors. */
const withoutRequest = (text: string): string => text.replace(/\s*Please report this.*$/is, '').slice(0, 200);

/** Whether the server answered with an error; the connection can be used further. */
export const isErrorReply = (error: Error): boolean => error.name === 'ReplyError' || 'command' in error;

/** What the driver says of a connection that has ended. */
const DRIVER_CLOSED = /^Connection is closed|closed$|isn't writeable/i;

/** Whether it is the end of the connection by the other side. */
export const isConnectionEnd = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE'].includes(errorCode(error)) ||
  (error instanceof Error && !(error instanceof ProbeError) && DRIVER_CLOSED.test(error.message));
