import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import { comparePooler, judgedPools } from './pgbouncer/compare-pooler.ts';
import { poolerEvidence, poolerMeasures } from './pgbouncer/evidence.ts';
import { poolerExpectations } from './pgbouncer/params.ts';
import { postgresServer } from './postgres/params.ts';

export default defineCheck({
  group: 'database',
  name: 'pgbouncer-pools',
  title: 'PgBouncer has a server for each client in time',
  why: 'A pool that is too small, or whose server is gone, makes every client wait while the pooler itself answers at once.',
  remedy:
    'See on the console (SHOW POOLS, SHOW SERVERS) whether its server answers and what its connections do: long transactions hold them; then enlarge the pool if the server has room.',
  remedies: {
    status:
      'See who paused or disabled the database, and whether that is over; RESUME or ENABLE on the console ends it.',
    permission: 'Add the user to stats_users of the pooler: it sees the pools then, and changes nothing.',
  },
  severity: 'sev2',
  example: 'host: pgbouncer.shop\nport: 6432\nuser: stats\npassword: { env: PGBOUNCER_STATS_PASSWORD }',
  needs: ['pgbouncer'],
  ...targetSources('host'),
  params: z
    .strictObject({ ...postgresServer(), ...poolerExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, needsAddress),
  async run({ pgbouncer, params, ...context }) {
    const answer = await pgbouncer(params);
    const pools = judgedPools(answer, params);
    if (answer.tlsNote !== undefined) context.note(answer.tlsNote);
    if ('problem' in answer.clients)
      context.note(`the number of clients was not judged: ${answer.clients.problem.message}`);
    for (const [name, value, unit] of poolerMeasures(answer, pools)) context.measure(name, value, unit);
    return concludeComparisons(context, {
      subject: { target: `PgBouncer ${answer.target}`, evidence: poolerEvidence(answer, pools) },
      comparisons: [...comparePooler(answer, params), ...compareLatency(answer.durationMs, params)],
    });
  },
});
