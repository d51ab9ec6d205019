import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import { compareMysql, mysqlNotes } from './mysql/compare-mysql.ts';
import { mysqlEvidence, mysqlMeasures } from './mysql/evidence.ts';
import { mysqlAddress, mysqlExpectations } from './mysql/params.ts';

export default defineCheck({
  group: 'database',
  name: 'mysql-connection',
  title: 'MySQL or MariaDB lets us in, answers, and is in good shape',
  why: 'A server that still runs may refuse everybody: out of connections, read-only, cut off from its source, or without the quorum of its cluster.',
  remedy:
    "Look at the server's log and at SHOW PROCESSLIST: end what holds connections or locks, then see what replication waits for.",
  remedies: {
    assertion: 'Run by hand what the message names, a query or a variable: what it returns is what is to be mended.',
    read_only:
      'See why it takes no writes: it is a replica, a fail-over has left read_only on, or the provider holds its disk to be full.',
    not_primary: 'See whether a fail-over has given the roles to other servers, then correct the address or the role.',
    no_quorum:
      'See which nodes of the cluster are gone and whether they see each other; the part that has the data goes on when it has the majority again.',
    deadline_attempt:
      "Look at the server's log, its load and SHOW PROCESSLIST: end what holds locks; a query that may take longer needs more time (statementTimeout).",
  },
  severity: 'sev1',
  example: 'url: { env: ORDERS_DB_URL }\nrole: replica\nlag: { warn: 10s, fail: 60s }',
  needs: ['mysql'],
  ...targetSources('host'),
  params: z
    .strictObject({ ...mysqlAddress(), ...mysqlExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, needsAddress)
    .refine(
      ({ role, readOnly }) => role !== 'primary' || readOnly !== true,
      'a primary takes writes: leave readOnly out, or ask for a replica',
    ),
  async run({ mysql, params, ...context }) {
    const answer = await mysql({
      ...params,
      names: {
        variables: params.variables.map(({ name }) => name),
        status: params.status.map(({ name }) => name),
      },
      queries: params.queries.map(({ sql }) => sql),
      // So that the server ends a query before the attempt ends, and nothing of it is left there.
      statementTimeoutMs: Math.max(1, Math.min(params.statementTimeout, context.remainingMs() - 200)),
    });
    for (const text of mysqlNotes(answer)) context.note(text);
    for (const [name, value, unit] of mysqlMeasures(answer, params)) context.measure(name, value, unit);
    const comparisons = [...(await compareMysql(answer, params)), ...compareLatency(answer.durationMs, params)];
    return concludeComparisons(context, {
      subject: { target: `MySQL ${answer.target}`, evidence: mysqlEvidence(answer) },
      comparisons,
    });
  },
});
