import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import { comparePostgres } from './postgres/compare-postgres.ts';
import { postgresEvidence } from './postgres/evidence.ts';
import { postgresMeasures } from './postgres/measures.ts';
import { postgresAddress, postgresExpectations } from './postgres/params.ts';
import { neededTopics } from './postgres/topics.ts';

/** What is left of the time of the check when the last of several servers has had its share. */
const SPARE_MS = 500;

export default defineCheck({
  group: 'database',
  name: 'postgres-connection',
  title: 'PostgreSQL lets us in, answers, and is in good shape',
  why: 'A server that still runs may refuse everybody: out of connections, read-only, behind its primary, or close to wraparound.',
  remedy:
    "Look at the server's log and at pg_stat_activity: end what holds connections, locks or old transactions, then what replication waits for.",
  remedies: {
    assertion: 'Run by hand what the message names, a query or the version: what it returns is what is to be mended.',
    read_only:
      'See why it takes no writes: it is a standby, default_transaction_read_only is on, or the provider holds its disk to be full.',
    deadline_attempt:
      "Look at the server's log, its load and pg_stat_activity: end what holds locks or old transactions; a query that may take longer needs more time (statementTimeout).",
  },
  severity: 'sev1',
  example: 'url: { env: PAYMENTS_DB_URL }\nrole: primary\nlag: { warn: 10s, fail: 60s }',
  needs: ['postgres'],
  ...targetSources('host'),
  params: z
    .strictObject({ ...postgresAddress(), ...postgresExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, needsAddress)
    .refine(({ host, hosts }) => host === undefined || hosts === undefined, 'host and hosts exclude each other'),
  async run({ postgres, params, ...context }) {
    const answer = await postgres({
      ...params,
      topics: neededTopics(params),
      queries: params.queries.map(({ sql }) => sql),
      statementTimeoutMs: params.statementTimeout,
      nodeTimeoutMs: params.nodeTimeout,
      searchTimeoutMs: Math.max(1, context.remainingMs() - SPARE_MS),
    });
    if (answer.tlsNote !== undefined) context.note(answer.tlsNote);
    for (const [name, value, unit] of postgresMeasures(answer, params)) context.measure(name, value, unit);
    const comparisons = [...(await comparePostgres(answer, params)), ...compareLatency(answer.durationMs, params)];
    return concludeComparisons(context, {
      subject: { target: `PostgreSQL ${answer.target}`, evidence: postgresEvidence(answer) },
      comparisons,
    });
  },
});
