import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import { type PostgresBase, queryBase } from './server-facts.ts';
import { type PostgresSession, withPostgres } from './session.ts';
import type { PostgresTarget } from './target.ts';
import type { SessionAttributes } from './url.ts';

/** A server of a list that was not the one, and why: it does not answer, or does not suit (`not_primary`). */
export interface TriedServer {
  readonly target: string;
  readonly problem: ProbeError;
}

/** The server that is asked. */
export interface FoundServer {
  readonly target: PostgresTarget;
  readonly connection: PostgresSession;
  readonly base: PostgresBase;
  /** Those before it in the list. */
  readonly tried: readonly TriedServer[];
}

interface SearchLimits {
  readonly statementTimeoutMs: number;
  /** How long one of several servers may take to let us in and say its role. */
  readonly nodeTimeoutMs: number;
}

/** What is done with the server that was found. */
type ServerWork<T> = (server: FoundServer) => Promise<T>;

/**
 * Logs in to the only server; of several to the first that suits `target_session_attrs`, in their order, and runs `work` there.
 * Throws ProbeError, or the signal's reason.
 */
export const withSuitableServer = async <T>(
  targets: readonly PostgresTarget[],
  limits: SearchLimits,
  session: ProbeSession,
  work: ServerWork<T>,
): Promise<T> => {
  const [target] = targets;
  if (target === undefined) throw new ProbeError('config', 'no host is given');
  if (targets.length > 1) return searchServers(targets, target.sessionAttributes ?? 'any', { limits, session, work });
  return withPostgres(target, limits.statementTimeoutMs, session, async (connection) =>
    work({ target, connection, base: await queryBase(connection), tried: [] }),
  );
};

interface SearchOptions<T> {
  readonly limits: SearchLimits;
  readonly session: ProbeSession;
  readonly work: ServerWork<T>;
}

const searchServers = async <T>(
  targets: readonly PostgresTarget[],
  wanted: SessionAttributes,
  options: SearchOptions<T>,
): Promise<T> => {
  options.session.phase('query');
  const search = await tryInOrder(targets, wanted, options);
  if ('value' in search) return search.value;
  if (wanted !== 'prefer-standby') throw noneSuits(search.tried, wanted);
  // No server is a standby: the first that lets us in will do, as in libpq.
  const primaries = targets.filter(({ text }) => search.tried.some((one) => one.target === text && isUnsuited(one)));
  const silent = search.tried.filter((one) => !isUnsuited(one));
  const again = await tryInOrder(primaries, 'any', options, silent);
  if ('value' in again) return again.value;
  throw noneSuits(again.tried, wanted);
};

type ServerSearch<T> = { readonly value: T } | { readonly tried: readonly TriedServer[] };

const tryInOrder = async <T>(
  targets: readonly PostgresTarget[],
  wanted: SessionAttributes,
  { limits, session, work }: SearchOptions<T>,
  before: readonly TriedServer[] = [],
): Promise<ServerSearch<T>> => {
  const tried = [...before];
  for (const target of targets) {
    let isFound = false;
    let limit: AbortSignal | undefined;
    const answer: PartAnswer<T> = await askWithTimeout(target.text, limits.nodeTimeoutMs, session, (own, liftLimit) => {
      limit = own.signal;
      return withPostgres(target, limits.statementTimeoutMs, own, async (connection) => {
        const base = await queryBase(connection);
        refuseUnsuited(target, wanted, base);
        isFound = true;
        liftLimit();
        return work({ target, connection, base, tried });
      });
    });
    if ('value' in answer) return answer;
    const isSilent = limit?.aborted === true;
    if (isFound || !(isSilent || goesOn(answer.problem))) throw answer.problem;
    tried.push({ target: target.text, problem: answer.problem });
  }
  return { tried };
};

const refuseUnsuited = ({ text }: PostgresTarget, wanted: SessionAttributes, base: PostgresBase): void => {
  const isReadOnly = base.role === 'standby' || base.readOnly;
  const suits: Readonly<Record<SessionAttributes, boolean>> = {
    any: true,
    'read-write': !isReadOnly,
    'read-only': isReadOnly,
    primary: base.role === 'primary',
    standby: base.role === 'standby',
    'prefer-standby': base.role === 'standby',
  };
  const takes = isReadOnly ? 'takes no writes' : 'takes writes';
  if (!suits[wanted]) throw new ProbeError('not_primary', `${text}: it is a ${base.role} that ${takes}`);
};

/** Whether a server answered, and is of another kind than the one that is looked for. */
export const isUnsuited = ({ problem }: TriedServer): boolean => problem.reason === 'not_primary';

const UNREACHED: ReadonlySet<ProbeReason> = new Set([
  ...(['dns', 'connect_refused', 'connect_timeout', 'unreachable', 'deadline_attempt', 'not_primary'] as const),
]);

/**
 * Whether libpq goes on to the next server: this one cannot be reached, does not suit, or takes nobody now. One that is reached
 * and refuses us ends the search, as applications would not get any further either.
 */
const goesOn = ({ reason, advice }: ProbeError): boolean =>
  UNREACHED.has(reason) || advice === 'starting' || advice === 'stopping';

const MAX_NAMED_SERVERS = 5;

const noneSuits = (tried: readonly TriedServer[], wanted: SessionAttributes): ProbeError => {
  const problems = tried.map(({ problem }) => problem);
  const [first] = problems;
  const same = problems.every(({ reason }) => reason === first?.reason);
  const shared = same ? (first?.reason ?? 'unreachable') : 'unreachable';
  const texts = problems.slice(0, MAX_NAMED_SERVERS).map(({ message }) => message);
  const rest = problems.length > MAX_NAMED_SERVERS ? `; and ${problems.length - MAX_NAMED_SERVERS} more` : '';
  const isReached = tried.some(isUnsuited);
  const what = `none of ${tried.length} servers ${isReached ? `suits target_session_attrs=${wanted}` : 'answers'}`;
  return new ProbeError(isReached ? 'not_primary' : shared, `${what}: ${texts.join('; ')}${rest}`, {
    advice: same ? first?.advice : undefined,
  });
};
