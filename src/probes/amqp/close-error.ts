import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';

type CloseMeaning = readonly [says: RegExp, reason: ProbeReason, text: string, advice?: Advice];

/** What RabbitMQ says when it closes a connection or channel, `CODE TEXT`; the first match counts. */
const CLOSE_MEANINGS: readonly CloseMeaning[] = [
  [/^530 .*(?:vhost|virtual host).* not found/i, 'status', 'there is no such virtual host', 'no_vhost'],
  [/limit \(\d+\) is reached/i, 'threshold', 'no connection is free', 'connection_limit'],
  [/^530 .*access to vhost.* refused/i, 'permission', 'the user has no rights in the virtual host', 'vhost_rights'],
  [/\bvhost.* is down/i, 'status', 'the virtual host is down', 'vhost_down'],
  [/^403 .*(?:login was refused|can only connect via localhost)/i, 'auth', 'the credentials were refused'],
  [/^403 /, 'permission', 'the user lacks a right'],
  [/^320 /, 'status', 'the server ends its connections', 'stopping'],
  [/^(?:404|405|406|506|541) /, 'status', 'the server refuses'],
  [/^50[1-5] |^540 /, 'protocol', 'the server found the protocol violated'],
];

/** The ProbeError for a close by the server, with the server's own text. */
export const closeError = (target: string, code: number, text: string): ProbeError => {
  const said = `${code} ${text.slice(0, 300)}`;
  const [, reason, meaning, advice] = CLOSE_MEANINGS.find(([says]) => says.test(said)) ?? [
    /./,
    'status',
    'the server refuses',
  ];
  return new ProbeError(reason, `${target}: ${meaning}: ${said}`, { advice });
};
