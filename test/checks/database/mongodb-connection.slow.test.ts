import { afterAll, beforeAll, expect, it } from 'vitest';
import mongodbConnection from '../../../checks/database/mongodb-connection.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { type FerretdbServer, ferretdbMissing, startFerretdb } from '../../support/ferretdb.ts';
import { runPageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeFerretdb = describeUnless(await ferretdbMissing());
const CANARY_PASSWORD = 'canary-7f3a';

const judgePort = async (port: number, params: object = {}, timeoutMs = 5000) => {
  const result = await judgeCheck(mongodbConnection, { hosts: [`127.0.0.1:${port}`], ...params }, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return formatVerdict(result);
};

describeFerretdb('mongodb-connection with a real server', () => {
  let server: FerretdbServer;
  const verdict = (params: object = {}, timeoutMs?: number) => judgePort(server.port, params, timeoutMs);

  beforeAll(async () => {
    server = await startFerretdb(async (port) => (await judgePort(port)).startsWith('ok'));
  }, 60_000);
  afterAll(() => server.stop());

  it('it is healthy, its version and counts are judged', async () => {
    const count = { name: 'n', database: 'shop', collection: 'orders' };
    expect(await verdict({ version: '>=6', counts: [{ ...count, eq: 0 }] })).toMatch(/^ok/);
    expect(await verdict({ version: '>=99', counts: [{ ...count, gt: 0 }] })).toMatch(
      /^failed assertion: .*version is "7\.0\.\d+", expected semver ">=99"; count n is 0, expected gt 0/,
    );
  });

  it('the example of the page is healthy', async () => {
    const { result } = await runPageExample('mongodb-connection', { 'db-0.example:27017': `127.0.0.1:${server.port}` });
    expect(formatVerdict(result)).toMatch(/^ok/);
  });

  it('what it lacks is a missing value where it was asked for, never healthy', async () => {
    expect(await verdict({ members: { fail: '1:' } })).toMatch(/^error missing_value: .*belongs to no replica set/);
    expect(await verdict({ replicaSet: 'rs0' })).toMatch(/^failed assertion: .*no replica set, expected rs0/);
    expect(await verdict({ connections: { fail: 90 } })).toMatch(/^error missing_value/);
  });

  it('a login that it does not take is refused', async () => {
    expect(await verdict({ user: 'ann', password: CANARY_PASSWORD })).toMatch(/^failed auth/);
  });

  it('a frozen server is a timeout of ours that names the phase', async () => {
    await server.daemon.pause();
    expect(await verdict({}, 700)).toMatch(/^timeout deadline_attempt: .*phase auth/);
    await server.daemon.resume();
    expect(await verdict()).toMatch(/^ok/);
  });
});
