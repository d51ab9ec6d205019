import { describe, expect, it } from 'vitest';
import certManager from '../../../checks/resources/cert-manager.ts';
import knative from '../../../checks/resources/knative.ts';
import { buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow } from './custom-rows.ts';

const judgeService = async (...args: Parameters<typeof customRow> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await judgeRows(knative, { knativeServices: [customRow('knativeServices', ...args)] })).findings;

describe('a custom resource', () => {
  it.each([
    [
      'is not ready',
      ['Ready=False 1h RevisionFailed: the revision failed'],
      'Ready=False for 1h: RevisionFailed: the revision failed',
    ],
    ['is unknown for longer than its controller may take', ['Ready=Unknown 1h'], 'Ready=Unknown for 1h'],
    ['is stalled', ['Ready=True 1h', 'Stalled=True 1h BadSpec'], 'Stalled=True for 1h: BadSpec'],
    [
      'is silent, and another condition says why',
      ['Ready=False 1h', 'RoutesReady=False 1h NoDomain: no domain'],
      'Ready=False for 1h: RoutesReady=False NoDomain: no domain',
    ],
    ['has no condition', [], 'no controller has reported on it, 1d after it was made: is its operator running?'],
    ['has no summary', ['Other=True 1h'], 'its status has no Ready, 1d after it was made'],
  ] as const)('%s', async (_, conditions, message) => {
    expect(await judgeService(conditions)).toEqual([expect.objectContaining({ message, level: 'fault' })]);
  });

  it.each([
    ['is ready', ['Ready=True 10s'], {}],
    ['flaps, and was well a moment ago', ['Ready=False 30s Failed'], {}],
    ['is being worked on', ['Ready=False 10m Progressing'], {}],
    ['is unknown for a while', ['Ready=Unknown 10m'], {}],
    ['is reconciled', ['Ready=False 10m', 'Reconciling=True 10m'], {}],
    ['is new and has no condition', [], { age: '10m' }],
    ['is being deleted', ['Ready=False 1h'], { metadata: { deletionTimestamp: '2026-11-21T11:59:00Z' } }],
  ] as const)('that %s is no fault', async (_, conditions, parts) => {
    expect(await judgeService(conditions, parts)).toEqual([]);
  });

  it.each([
    ['11:00', []],
    ['10:59', ['deleted 1h 1m ago and still there: its finalizers hold it: acme.test/keep']],
  ])('that was deleted at %s and that finalizers hold: %j', async (time, messages) => {
    const metadata = { deletionTimestamp: `2026-11-21T${time}:00Z`, finalizers: ['acme.test/keep'] };
    const findings = await judgeService(['Ready=True 1d'], { metadata });
    expect(findings.map(({ message }) => message)).toEqual(messages);
    for (const { next } of findings)
      expect(next).toContain(
        "kubectl -n shop get service.serving.knative.dev web -o 'jsonpath={.metadata.finalizers}'",
      );
  });

  it('whose controller lags behind is a warning', async () => {
    const parts = { metadata: { generation: 3 }, status: { observedGeneration: 2 } };
    expect(await judgeService(['Ready=True 1h'], parts)).toEqual([
      expect.objectContaining({ reason: 'controller_behind', level: 'warning' }),
    ]);
    expect(await judgeService(['Ready=True 1m'], parts)).toEqual([]);
  });

  it('has its API group in its reference, and follows from what it owns', async () => {
    const pod = buildPod({ name: 'prices-1', labels: { 'serving.knative.dev/service': 'web' } });
    const row = customRow('knativeServices', ['Ready=False 1h']);
    const { findings } = await judgeRows(knative, { knativeServices: [row], pods: [pod] });
    expect(findings).toEqual([
      expect.objectContaining({
        object: { kind: 'Service', group: 'serving.knative.dev', namespace: 'shop', name: 'web' },
        because: [pod.ref],
        next: ['kubectl -n shop describe service.serving.knative.dev web'],
      }),
    ]);
  });

  it('names what it cannot do without', async () => {
    const issuerRef = { kind: 'ClusterIssuer', name: 'acme' };
    const row = customRow('certificates', ['Ready=False 1h'], { spec: { issuerRef, secretName: 'web-tls' } });
    const { findings } = await judgeRows(certManager, { certificates: [row] });
    expect(findings).toEqual([
      expect.objectContaining({
        objects: [{ kind: 'Secret', namespace: 'shop', name: 'web-tls' }],
        because: [{ kind: 'ClusterIssuer', group: 'cert-manager.io', name: 'acme' }],
      }),
    ]);
  });
});
