import { expect, it } from 'vitest';
import termination from '../../../checks/namespaces/namespace-termination.ts';
import { ago } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition, row } from '../../support/rows.ts';

const terminatingNamespace = (since: string, ...conditions: object[]) =>
  row('namespaces', {
    ...{ name: 'old', namespace: null, metadata: { deletionTimestamp: ago(since) } },
    status: { phase: 'Terminating', conditions },
  });

const finalizersLeft = condition('NamespaceFinalizersRemaining', 'True', '1h', {
  message: 'acme.test/keep in 2 resource instances',
});

it('a namespace that does not end names what is left in it', async () => {
  const { findings } = await judge(termination, {
    namespaces: [terminatingNamespace('11m', finalizersLeft, condition('NamespaceContentRemaining', 'False', '1h'))],
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
    terminatingNamespace('11m', condition('NamespaceDeletionDiscoveryFailure', 'True', '10m', { message: 'metrics' })),
  ];
  const api = row('apiServices', { name: 'v1.x', namespace: null, spec: { service: { namespace: 'x', name: 'x' } } });
  const own = row('apiServices', { name: 'v1.', namespace: null });
  expect((await judge(termination, { namespaces, apiServices: [api, own] })).findings[0]?.because).toEqual([api.ref]);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a namespace that is Terminating for %s gives %i findings', async (since, count) =>
  expect((await judge(termination, { namespaces: [terminatingNamespace(since)] })).findings).toHaveLength(count),
);

it('a namespace is healthy: none, or active', async () => {
  expect((await judge(termination, { namespaces: [] })).findings).toEqual([]);
  const active = row('namespaces', { namespace: null, status: { phase: 'Active' } });
  expect((await judge(termination, { namespaces: [active] })).findings).toEqual([]);
});
