import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type MeasuredValue, type RangeLimits } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { BouncerDatabase, BouncerPool, PgbouncerAnswer } from '../../../src/probes/postgres/pgbouncer.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { percentOf } from '../numbers.ts';
import type { PoolerExpectations } from './params.ts';

/** Compares a pooler with what is expected of it. */
export const comparePooler = (answer: PgbouncerAnswer, expected: PoolerExpectations): readonly Comparison[] => {
  const pools = judgedPools(answer, expected);
  return [
    ...compareDatabases(answer.databases, expected),
    ...pools.filter(({ isStuck }) => isStuck).map(compareStuck),
    ...comparePools(pools, expected.maxWait, 'max wait', describeWait),
    ...comparePools(pools, expected.waiting, 'waiting', describeWaiting),
    ...comparePools(pools, expected.active, 'active', (pool) => describeActive(pool, answer.databases)),
    ...compareClients(answer, expected),
  ];
};

/** The pools whose databases are judged. */
export const judgedPools = (
  { pools }: PgbouncerAnswer,
  { databases }: Pick<PoolerExpectations, 'databases'>,
): readonly BouncerPool[] => pools.filter(({ database }) => databases?.includes(database) ?? true);

const compareDatabases = (
  known: readonly BouncerDatabase[],
  { databases: wanted }: PoolerExpectations,
): readonly Comparison[] => [
  ...(wanted ?? []).filter((name) => known.every((one) => one.name !== name)).map(missDatabase),
  ...known
    .filter(({ name }) => wanted?.includes(name) ?? true)
    .map((one) => compareDatabase(one, wanted !== undefined)),
];

/** With a `*` among its databases a pooler knows one only after its first client. */
const missDatabase = (name: string): Comparison => ({
  name: `database ${name}`,
  operator: 'exists',
  expected: true,
  actual: false,
  status: 'error',
  reason: 'missing_value',
  text: `the pooler has no database ${name}, or nobody has used it yet (*)`,
});

/** One that is disabled takes nobody: on purpose, unless it is named. */
const compareDatabase = ({ name, paused, disabled }: BouncerDatabase, isNamed: boolean): Comparison => {
  const base = { name: `database ${name}`, operator: 'eq', expected: 'active', reason: 'status' } as const;
  if (disabled) {
    const text = `the database ${name} is disabled: it takes no clients (ENABLE ${name} on the console)`;
    return { ...base, actual: 'disabled', status: isNamed ? 'fail' : 'warn', text };
  }
  const text = `the database ${name} is paused: all its clients wait (RESUME ${name} on the console)`;
  return { ...base, actual: paused ? 'paused' : 'active', status: paused ? 'fail' : 'pass', text };
};

/** The pooler lets nobody in while it has no server, and tells no time for those that wait for that. */
const compareStuck = (pool: BouncerPool): Comparison => ({
  name: `servers of ${poolName(pool)}`,
  operator: 'ge',
  expected: 1,
  actual: 0,
  status: 'fail',
  reason: 'unreachable',
  text: `${pluralize(pool.clientsWaiting ?? 0, 'client waits', 'clients wait')} in the pool ${poolName(pool)}, which has no server`,
  advice: 'pooler',
});

type PoolNumber = Pick<MeasuredValue, 'value' | 'unit' | 'text'>;

/** Pools that are compared, the worst first: with one for each user there may be hundreds. */
const MAX_NAMED_POOLS = 10;

/** A pool that nobody uses is not there: then nobody waits in it. */
const comparePools = (
  pools: readonly BouncerPool[],
  limits: RangeLimits | undefined,
  name: string,
  describe: (pool: BouncerPool) => PoolNumber,
): readonly Comparison[] => {
  if (pools.length === 0) return compareRange({ name, value: 0, unit: '', text: 'no pool is in use' }, limits);
  return pools
    .map((pool) => ({ ...describe(pool), name: `${name} of ${poolName(pool)}` }))
    .sort((a, b) => (b.value ?? Number.POSITIVE_INFINITY) - (a.value ?? Number.POSITIVE_INFINITY))
    .slice(0, MAX_NAMED_POOLS)
    .flatMap((number) => compareRange(number, limits));
};

const poolName = ({ database, user }: BouncerPool): string => `${database} of ${user}`;

const describeWait = (pool: BouncerPool): PoolNumber => ({
  value: pool.maxWait,
  unit: 's',
  text:
    pool.maxWait === null
      ? `how long clients of the pool ${poolName(pool)} wait is not reported (maxwait)`
      : `a client of the pool ${poolName(pool)} has waited for a server for ${Math.round(pool.maxWait * 100) / 100} s`,
});

const describeWaiting = (pool: BouncerPool): PoolNumber => ({
  value: pool.clientsWaiting,
  unit: '',
  text:
    pool.clientsWaiting === null
      ? `how many clients of the pool ${poolName(pool)} wait is not reported (cl_waiting)`
      : `${pluralize(pool.clientsWaiting, 'client waits', 'clients wait')} for a server in the pool ${poolName(pool)}`,
});

const describeActive = (pool: BouncerPool, databases: readonly BouncerDatabase[]): PoolNumber => {
  const size = databases.find(({ name }) => name === pool.database)?.poolSize ?? null;
  const value = percentOf(pool.serversActive, size);
  return {
    value,
    unit: '%',
    text:
      value === null
        ? `how full the pool ${poolName(pool)} is is not reported (sv_active, pool_size)`
        : `${pool.serversActive} of ${size} servers of the pool ${poolName(pool)} work (${value.toFixed(1)} %)`,
  };
};

const atMost = (max: number) => ({ min: Number.NEGATIVE_INFINITY, max, inside: true });
const DEFAULT_CLIENTS: RangeLimits = { warn: atMost(90), fail: atMost(95) };

const compareClients = ({ clients, target }: PgbouncerAnswer, expected: PoolerExpectations): readonly Comparison[] => {
  if ('problem' in clients)
    return expected.clients === undefined ? [] : [compareUnanswered('clients', clients.problem, target)];
  const { used, max } = clients.value;
  const value = percentOf(used, max);
  if (value === null && expected.clients === undefined) return [];
  const text =
    value === null
      ? 'how many clients there are is not reported (used_clients, max_client_conn)'
      : `${used} of ${max} clients are connected (${value.toFixed(1)} %)`;
  return compareRange({ name: 'clients', value, unit: '%', text }, expected.clients ?? DEFAULT_CLIENTS);
};
