import { describe, expect, it } from 'vitest';
import type { ExplainedWorkload } from '../../../src/commands/status/explain-workloads.ts';
import { buildStatusDocument } from '../../../src/commands/status/status-document.ts';
import { renderStatus } from '../../../src/commands/status/status-text.ts';
import type { WorkloadState } from '../../../src/status/workload-status.ts';
import { TEST_NOW } from '../../support/build-pods.ts';

const workload = (state: WorkloadState, name = 'web'): ExplainedWorkload => ({
  ref: { kind: 'Deployment', namespace: 'shop', name },
  state,
  text: state === 'running' ? '' : `it is ${state}`,
  cannotHeal: false,
  wanted: 1,
  responsive: 1,
  rollout: null,
  conditions: [],
  replicas: [],
  deleted: [],
  findings: [],
  causes: [],
});

const SCOPE = { cluster: 'test', namespaces: ['shop'], serverVersion: null, snapshot: null };
const documentOf = (
  workloads: readonly ExplainedWorkload[],
  more: { readonly unread?: readonly string[]; readonly settled?: boolean | null; readonly target?: string } = {},
) => {
  const { unread = [], settled = null, target } = more;
  return buildStatusDocument({ target, settled, workloads, unread, now: TEST_NOW, scope: SCOPE, warnings: [] });
};

describe('the document of a status', () => {
  it.each([
    ['errored', 1],
    ['degraded', 1],
    ['unknown', 1],
    ['launching', 0],
    ['running', 0],
    ['finished', 0],
    ['stopped', 0],
  ] as const)('has, for a workload that is %s, the exit code %i', (state, code) => {
    expect(documentOf([workload('running', 'beside'), workload(state)]).exitCode).toBe(code);
  });

  it('has the exit code 1 when a watch ended on the way', () => {
    expect(documentOf([workload('launching')], { settled: false }).exitCode).toBe(1);
  });

  it('has the exit code 1 when a list could not be read, and when there was nothing to look at', () => {
    expect(documentOf([workload('running')], { unread: ['jobs is forbidden'] }).exitCode).toBe(1);
    expect(documentOf([]).exitCode).toBe(1);
  });

  it('begins with the worst, then goes by name', () => {
    const { workloads } = documentOf([workload('running', 'b'), workload('errored', 'z'), workload('running', 'a')]);
    expect(workloads.map(({ object }) => object.name)).toEqual(['z', 'a', 'b']);
  });

  it('is told with counts in place of those that are well, unless all are asked for', () => {
    const render = (document: ReturnType<typeof documentOf>, verbose = false) =>
      renderStatus(document, { width: 80, verbose, paint: (_, text) => text });
    const document = documentOf([workload('running', 'fine'), workload('degraded')]);
    expect(render(document)).not.toContain('fine');
    expect(render(document)).toContain('2 workloads: 1 degraded, 1 running. --verbose shows them all.');
    expect(render(document, true)).toContain('Deployment shop/fine');
    expect(render(documentOf([workload('running', 'fine')], { target: 'deploy/fine' }))).toContain('shop/fine');
    expect(render(documentOf([]))).toContain('nothing was verified');
    expect(render(documentOf([], { unread: ['pods is forbidden'] }))).toContain('could not read: pods is forbidden');
  });
});
