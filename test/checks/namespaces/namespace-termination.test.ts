import { expect, it } from 'vitest';
import termination from '../../../checks/namespaces/namespace-termination.ts';
import { timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const terminatingNamespace = (since: string, ...conditions: object[]) =>
  buildRow('namespaces', {
    ...{ name: 'old', namespace: null, metadata: { deletionTimestamp: timestampAgo(since) } },
    status: { phase: 'Terminating', conditions },
  });

const finalizersLeft = buildCondition('NamespaceFinalizersRemaining', 'True', '1h', {
  message: 'acme.test/keep in 2 resource instances',
});

it('a namespace that does not end names what is left in it', async () => {
  const { findings } = await judgeRows(termination, {
    namespaces: [
      terminatingNamespace('11m', finalizersLeft, buildCondition('NamespaceContentRemaining', 'False', '1h')),
    ],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'namespace_terminating',
      message: 'Terminating for 11m: NamespaceFinalizersRemaining: acme.test/keep in 2 resource instances',
      because: [],
    }),
  ]);
});

it('an aggregated API that does not answer may hold it', async () => {
  const namespaces = [
    terminatingNamespace(
      '11m',
      buildCondition('NamespaceDeletionDiscoveryFailure', 'True', '10m', { message: 'metrics' }),
    ),
  ];
  const api = buildRow('apiServices', {
    name: 'v1.x',
    namespace: null,
    spec: { service: { namespace: 'x', name: 'x' } },
  });
  const own = buildRow('apiServices', { name: 'v1.', namespace: null });
  expect((await judgeRows(termination, { namespaces, apiServices: [api, own] })).findings[0]?.because).toEqual([
    api.ref,
  ]);
});

it('what its finalizers hold in it is named, and explains it', async () => {
  const metadata = { deletionTimestamp: timestampAgo('2h'), finalizers: ['acme.test/keep'] };
  const inside = buildRow('services', { name: 'lb', namespace: 'old', metadata });
  const elsewhere = buildRow('services', { name: 'lb', namespace: 'shop', metadata });
  const living = buildRow('services', { namespace: 'old', metadata: { finalizers: ['acme.test/keep'] } });
  const { findings } = await judgeRows(termination, {
    namespaces: [terminatingNamespace('2h', finalizersLeft)],
    services: [inside, elsewhere, living],
  });
  expect(findings[0]?.because).toEqual([inside.ref]);
  expect(findings[0]?.evidence?.held).toEqual(['Service/lb (acme.test/keep)']);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a namespace that is Terminating for %s gives %i findings', async (since, count) =>
  expect((await judgeRows(termination, { namespaces: [terminatingNamespace(since)] })).findings).toHaveLength(count),
);

it('a namespace is healthy: none, or active', async () => {
  expect((await judgeRows(termination, { namespaces: [] })).findings).toEqual([]);
  const active = buildRow('namespaces', { namespace: null, status: { phase: 'Active' } });
  expect((await judgeRows(termination, { namespaces: [active] })).findings).toEqual([]);
});
