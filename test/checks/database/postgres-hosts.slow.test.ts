import { expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startPostgres } from '../../support/postgres.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');

describePostgres('the search of postgres-connection among several hosts', () => {
  it('has a limit of its own, which is none of what the server that was found is asked', async () => {
    const server = await stopAfterTest(startPostgres());
    const params = {
      hosts: [`127.0.0.1:${await refusedPort()}`, `127.0.0.1:${server.port}`],
      ...{ user: server.user, password: server.password, nodeTimeout: '2s', statementTimeout: '10s' },
      // Longer than the limit of the search: that time passes is what is tested.
      queries: [{ name: 'q', sql: 'select 1 from pg_sleep(2.5)', equals: 1 }],
    };
    const result = await judgeCheck(postgresConnection, params, { timeoutMs: 20_000 });
    expect(formatVerdict(result)).toMatch(/^degraded connect_refused/);
  });
});
