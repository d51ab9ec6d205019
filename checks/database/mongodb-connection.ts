import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import { compareMongodb } from './mongodb/compare-mongodb.ts';
import { mongodbNotes } from './mongodb/compare-set.ts';
import { mongodbEvidence, mongodbMeasures } from './mongodb/evidence.ts';
import { mongodbAddress, mongodbExpectations } from './mongodb/params.ts';

export default defineCheck({
  group: 'database',
  name: 'mongodb-connection',
  title: 'MongoDB lets us in, has a primary that takes writes, and is in good shape',
  why: 'Every member answers a ping while the replica set has no primary, and then nothing can be written.',
  remedy:
    'Look at the log of the member that is named, and at rs.status() on one that answers: which members see each other, and which are ill.',
  remedies: {
    no_quorum:
      'See which members are down or cut off: a primary is elected as soon as the majority of the set sees each other. Start those before anything else is changed.',
    not_primary: 'See rs.status() for the primary now, then correct the address or the role that is expected.',
    assertion: 'Compare what the message names with what is expected: the version, the replica set, a value.',
  },
  severity: 'sev1',
  example: 'url: { env: SHOP_MONGODB_URL }\nmembers: { warn: "3:" }\nlag: { warn: 10s, fail: 60s }',
  needs: ['mongodb'],
  ...targetSources('hosts'),
  params: z
    .strictObject({ ...mongodbAddress(), ...mongodbExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, needsAddress)
    .refine(
      ({ target, directConnection }) => target === undefined || directConnection === true,
      'the members of a replica set are asked at the addresses that they advertise: give url or hosts, or directConnection: true beside target (and each: true for every member)',
    )
    .refine(
      ({ role, directConnection, url }) =>
        role === 'any' || directConnection === true || (directConnection === undefined && url !== undefined),
      'role is for directConnection: a deployment must have a primary anyway',
    ),
  async run({ mongodb, params, ...context }) {
    const answer = await mongodb({
      ...params,
      lag: params.lag !== undefined,
      oplogWindow: params.oplogWindow !== undefined,
      // So that the server ends a count before the attempt ends, and nothing of it is left there.
      commandTimeoutMs: Math.max(1, Math.min(params.commandTimeout, context.remainingMs() - 200)),
      nodeTimeoutMs: params.nodeTimeout,
    });
    for (const text of mongodbNotes(answer)) context.note(text);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    for (const [name, value, unit] of mongodbMeasures(answer, params)) context.measure(name, value, unit);
    const comparisons = [...(await compareMongodb(answer, params)), ...compareLatency(answer.durationMs, params)];
    return concludeComparisons(context, {
      subject: { target: `MongoDB ${answer.target}`, evidence: mongodbEvidence(answer) },
      comparisons,
    });
  },
});
