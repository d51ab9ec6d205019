import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareArchiver } from '../../../checks/database/postgres/compare-archiver.ts';
import { compareSlots } from '../../../checks/database/postgres/compare-state.ts';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import type { PostgresSlot } from '../../../src/probes/postgres/server-facts.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');
const PASSWORD = 'plain-canary';
const SEQUENCES = [
  'create table orders (id serial primary key)',
  // As of a table from before PostgreSQL 10: the sequence holds more than the column.
  'create table old (id int, primary key (id)); create sequence old_id as bigint owned by old.id',
  'create sequence down as int increment by -1',
  'create sequence round maxvalue 3 cycle',
  'create domain small as smallint; create domain number as small',
  'create table tagged (id number); create sequence tagged_id owned by tagged.id',
  `create sequence shared; create table taker (wide bigint default nextval('shared'), id int default nextval('shared'))`,
  `create sequence spread; create table spread_taker (id smallint default nextval('spread') % 100)`,
];

describePostgres('the upkeep of a real PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({
      settings: { archive_mode: 'on', archive_command: '/bin/true', max_prepared_transactions: '2' },
    });
    await server.psql(`create role plain login password '${PASSWORD}'`);
    for (const statement of SEQUENCES) await server.psql(statement);
  });
  afterAll(() => server.stop());

  const judge = (params: object) => judgeCheck(postgresConnection, { url: server.url, ...params }, { timeoutMs: 8000 });
  const verdict = async (params: object) => formatVerdict(await judge(params));
  const asPlain = (params: object) => verdict({ user: 'plain', password: PASSWORD, ...params });
  const archived = () => server.psql('select archived_count from pg_stat_archiver');
  const archiveWith = async (command: string) => {
    await server.psql(`alter system set archive_command = '${command}'`);
    await server.psql('select pg_reload_conf()');
  };
  const switchWal = () => server.psql('select pg_logical_emit_message(false, $$$$, $$x$$), pg_switch_wal()');

  it('archives, and has nothing waiting however long it is idle', async () => {
    expect(await verdict({ archiving: true })).toMatch(/^ok/);
    await switchWal();
    await pollUntil(async () => (await archived()) !== '0', { what: 'the first file to be archived' });
    const result = await judge({ archiving: true, archiveAge: { fail: '5s' }, archiveWaiting: { fail: 0 } });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ archive_waiting: { value: 0 }, archive_age: { value: 0 } });
  });

  it('fails while its archive refuses files, and counts those that wait', async () => {
    await archiveWith('/bin/false');
    await switchWal();
    const failures = async () => Number(await server.psql('select failed_count from pg_stat_archiver'));
    await pollUntil(async () => (await failures()) > 0, { what: 'a failure', ms: 20_000 });
    const result = await judge({ archiving: true });
    expect(formatVerdict(result)).toMatch(
      /^failed status: .*WAL cannot be archived: the last attempt failed \d+ s ago, of [0-9A-F]{24} \(\d+ failures? in all\)/,
    );
    expect(result.remedy).toContain('archive_command');
    expect(await verdict({ archiveWaiting: { warn: 0 }, archiveAge: { warn: '1d' } })).toMatch(/^failed status: /);
    const waiting = await judge({ archiveWaiting: { fail: 0 } });
    expect(waiting.findings.map(({ message }) => message).join()).toMatch(/1 file of WAL waits to be archived/);
    // A role without rights sees that it fails, and learns which right the rest takes.
    expect(await asPlain({ archiving: true })).toMatch(/^failed status: .*cannot be archived/);
    await archiveWith('/bin/true');
    await pollUntil(async () => (await verdict({ archiving: true })).startsWith('ok'), {
      what: 'the archive to take files again',
      ms: 70_000,
    });
    expect(await asPlain({ archiveAge: { fail: '1h' } })).toMatch(
      /^error permission: .*what waits to be archived is hidden from this role: grant it pg_monitor/,
    );
    await archiveWith('');
    const nowhere =
      /^failed assertion: .*archive_mode is on, and neither archive_command nor archive_library says where to/;
    await pollUntil(async () => nowhere.test(await asPlain({ archiving: true })), {
      what: 'the empty archive_command',
    });
  });

  it('is fine while its sequences have values left, and warns before they run out', async () => {
    const result = await judge({ sequences: { warn: 75 } });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ sequence_used: { unit: '%' } });
    await server.psql(`select setval('round', 3), setval('down', ${-(2 ** 31) + 100}), nextval('orders_id_seq')`);
    expect(await verdict({ sequences: { fail: 75 } })).toMatch(
      /^failed threshold: .*the sequence public\.down has given out 100 % of its values, the limit is at most 75 %/,
    );
    await server.psql(`select setval('down', -1), setval('old_id', ${2 ** 30})`);
    expect(await verdict({ sequences: { warn: 40, fail: 75 } })).toMatch(
      /^degraded threshold: .*the sequence public\.old_id of old\.id has given out 50 % of its values/,
    );
  });

  it('ends where a domain does, and a column that takes its values without owning it, but not where one takes a part', async () => {
    const used = async (name: string, value: number) => {
      await server.psql(
        `select setval('old_id', 1), setval('tagged_id', 1), setval('shared', 1), setval('${name}', ${value})`,
      );
      return verdict({ sequences: { fail: 75 } });
    };
    expect(await used('tagged_id', 32_000)).toMatch(
      /^failed threshold: .*public\.tagged_id of tagged\.id has given out 97\.7 %/,
    );
    expect(await used('shared', 2 ** 31 - 2)).toMatch(
      /^failed threshold: .*public\.shared of taker\.id has given out 100 %/,
    );
    expect(await used('spread', 2 ** 31)).toMatch(/^ok/);
    // Its sequence is unlogged, too, since PostgreSQL 15.
    await server.psql('create unlogged table scratch (id smallint generated always as identity)');
    const scratch = await used('scratch_id_seq', 32_000);
    await server.psql('drop table scratch');
    expect(scratch).toMatch(/^failed threshold: .*public\.scratch_id_seq of scratch\.id has given out 97\.7 %/);
  });

  it('tells of sequences that it may not see, and of a database that has none', async () => {
    expect(await asPlain({ sequences: { warn: 75 } })).toMatch(
      /^error permission: .*6 sequences hide their value from this role: grant it USAGE or SELECT/,
    );
    await server.psql('grant select on sequence down to plain');
    const partly = await judge({ user: 'plain', password: PASSWORD, sequences: { warn: 75 } });
    expect(formatVerdict(partly)).toMatch(/^error permission: .*5 sequences hide/);
    expect(partly.measures).not.toHaveProperty('sequence_used');
    expect(await verdict({ database: 'template1', sequences: { warn: 75 } })).toMatch(
      /^error empty_result: .*\/template1: the database has no sequence that ends: is it the one that is meant/,
    );
  });

  it('tells of a prepared transaction that nobody ends', async () => {
    expect(await verdict({ oldestPrepared: { fail: '1h' } })).toMatch(/^ok/);
    await server.psql(`begin; create table half (); prepare transaction 'left behind'`);
    expect(await verdict({ oldestPrepared: { fail: '0s' } })).toMatch(
      /^failed threshold: .*a prepared transaction has waited for \d.* s \(left behind, postgres@postgres\)/,
    );
    await server.psql(`rollback prepared 'left behind'`);
  });
});

it('a server that archives nothing fails where archiving is expected, and a standby does so by its role', () => {
  const none = { failing: null, archivedSecondsAgo: null, isArchiving: false, isConfigured: true };
  expect(compareArchiver({ ...none, mode: 'off' })).toMatchObject([{ status: 'fail', reason: 'assertion' }]);
  expect(compareArchiver({ ...none, mode: 'on' })).toMatchObject([{ status: 'fail', reason: 'not_primary' }]);
  const always = { ...none, mode: 'always', isArchiving: true };
  expect(compareArchiver(always)).toMatchObject([
    { status: 'pass' },
    { status: 'pass', text: 'no attempt to archive was made yet' },
  ]);
  expect(compareArchiver({ ...always, isConfigured: false })).toMatchObject([{ status: 'pass' }, { status: 'fail' }]);
});

it('a slot that is kept ready for a fail-over is not idle, and one that has lost its WAL is a warning', () => {
  const slot: PostgresSlot = {
    name: 'a',
    active: false,
    type: 'logical',
    keptBytes: 1,
    walStatus: null,
    isSynced: true,
  };
  const limits = { inactiveSlots: { fail: { min: 0, max: 0, inside: true } } } as never;
  const judged = (one: PostgresSlot) => compareSlots([one], limits).map(({ name, status }) => `${name} ${status}`);
  expect(judged(slot)).toEqual(['lost slots pass', 'inactive slots pass']);
  expect(judged({ ...slot, isSynced: false, walStatus: 'lost', keptBytes: null })).toEqual([
    'lost slots warn',
    'inactive slots fail',
  ]);
});
