import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';

type ErrorMeaning = readonly [says: RegExp, reason: ProbeReason, text: string, advice?: Advice];

/** What a server says behind `-ERR`, by its beginning; the first match counts. */
const ERROR_MEANINGS: readonly ErrorMeaning[] = [
  [
    /^(?:authorization violation|authentication (?:timeout|revoked)|user authentication (?:expired|revoked))/i,
    'auth',
    'the credentials were refused',
  ],
  [/^account authentication expired/i, 'auth', 'the account has expired'],
  [/^permissions violation/i, 'permission', 'the user lacks a right', 'nats_permissions'],
  [/^(?:maximum (?:account active )?connections|account connections)/i, 'threshold', 'no connection is free'],
  [/tls required/i, 'protocol', 'this port wants TLS, ask with tls: {}', 'with_tls'],
  [/^(?:slow consumer|stale connection)/i, 'unreachable', 'the server ended the connection'],
  [/^(?:unknown protocol|parser error|invalid)/i, 'protocol', 'the server found the protocol violated'],
];

/** The ProbeError for an error of the server, with its own text; one of a missing right is undecided. */
export const natsError = (target: string, said: string): ProbeError => {
  const [, reason, text, advice] = ERROR_MEANINGS.find(([says]) => says.test(said)) ?? [
    /./,
    'status',
    'the server answers with an error',
  ];
  return new ProbeError(reason, `${target}: ${text}: ${said.slice(0, 300)}`, {
    advice,
    undecided: reason === 'permission',
  });
};
