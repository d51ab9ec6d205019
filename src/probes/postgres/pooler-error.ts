import type { Advice } from '../../model/advice.ts';
import type { ProbeReason } from '../../model/reasons.ts';

/** What an error means. */
export type StateMeaning = readonly [reason: ProbeReason, text: string, advice?: Advice];

/** States that a pooler uses for whatever happens to it: a violated protocol, an internal error. */
const POOLER_STATES = /^(08|XX|58)/;

/** Errors of poolers (PgBouncer, Odyssey, PgCat, Supavisor) by their words; the first match counts. */
const POOLER_ERRORS: readonly (readonly [words: RegExp, meaning: StateMeaning])[] = [
  [
    /transaction blocks not allowed in statement pooling/i,
    [
      'config',
      'behind PgBouncer in statement pooling queries cannot be run: ask the server itself, or a pool of another mode',
    ],
  ],
  [
    /unsupported startup parameter/i,
    ['config', 'the pooler refuses a parameter of the connection (ignore_startup_parameters takes its name)'],
  ],
  [
    /no such database|route for .* (is )?not found|no pool configured|database .* (is disabled|does not exist)/i,
    ['status', 'the pooler knows no such database', 'no_database'],
  ],
  [/query_wait_timeout/i, ['threshold', 'the pooler had no connection to its server free in time', 'pooler']],
  [
    /pool (size )?(limit|exhausted)|no more connections allowed|(max|too many) client|all servers (down|busy)/i,
    ['threshold', 'the pooler takes no further connection', 'no_slot'],
  ],
  [
    /(cannot|failed to|could not|unable to) (connect|reach|find).{0,20}server|server login (has been )?fail|server conn(ection)? crashed|server_login_retry|connect(ion)? (to server )?(failed|timeout)|no (available )?servers?/i,
    ['status', 'the pooler does not reach its server', 'pooler'],
  ],
  [
    /(authentication|auth|login) (failed|rejected)|no such user|(tenant or )?user not found|incorrect password/i,
    ['auth', 'the pooler refused the credentials'],
  ],
  [
    /^not allowed$|admin access|(not|no) (allowed|permission) .*(admin|console)/i,
    ['permission', 'the user may not see the console of the pooler'],
  ],
  [/shutting down|terminating|administrator command/i, ['status', 'the pooler is shutting down', 'stopping']],
  [/paus(ed|ing)|suspend/i, ['status', 'the pooler is paused', 'pooler']],
];

/** What a pooler means by an error; undefined when it is none of a pooler. */
export const poolerMeaning = (message: string, state: string): StateMeaning | undefined =>
  POOLER_STATES.test(state) ? POOLER_ERRORS.find(([words]) => words.test(message))?.[1] : undefined;
