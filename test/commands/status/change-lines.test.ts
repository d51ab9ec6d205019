import { describe, expect, it } from 'vitest';
import { createChangeReporter } from '../../../src/commands/status/change-lines.ts';
import { scaledStatus } from '../../../src/status/scaled-status.ts';
import type { WorkloadStatus } from '../../../src/status/workload-status.ts';
import { buildPod, TEST_NOW } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';

const READY = buildRow('deployments', {
  spec: { replicas: 1 },
  status: { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 },
});
const RUNNING = scaledStatus(READY, { pods: [buildPod()], replicaSets: [], absentNodes: new Set(), now: TEST_NOW });
const LAUNCHING: WorkloadStatus = { ...RUNNING, state: 'launching', text: '0 of 1 replicas available', responsive: 0 };

const tellLooks = (...looks: readonly (readonly WorkloadStatus[] | string)[]): readonly string[] => {
  const lines: string[] = [];
  const reportChanges = createChangeReporter((line) => lines.push(line));
  for (const [index, look] of looks.entries()) {
    const [workloads, unread] = typeof look === 'string' ? [[], [look]] : [look, []];
    reportChanges({ workloads, unread, now: TEST_NOW + index * 2000 });
  }
  return lines;
};

describe('a watch', () => {
  it('says nothing at first of what is at rest', () => {
    expect(tellLooks([RUNNING])).toEqual([]);
  });

  it('says each change once, with its time', () => {
    expect(tellLooks([LAUNCHING], [LAUNCHING], [RUNNING], [RUNNING])).toEqual([
      '12:00:00Z  Deployment shop/web: launching, 0 of 1 responsive: 0 of 1 replicas available',
      '12:00:04Z  Deployment shop/web: running, 1 of 1 responsive',
    ]);
  });

  it('does not repeat a text in which only a time differs', () => {
    const late = (text: string): WorkloadStatus => ({ ...LAUNCHING, text });
    expect(tellLooks([late('waits, for 3s')], [late('waits, for 5s')], [late('waits for another thing')])).toHaveLength(
      1,
    );
  });

  it('says when a replica comes to another point of its life', () => {
    const [replica] = RUNNING.replicas;
    const starting = {
      ...LAUNCHING,
      replicas: [{ ...(replica as WorkloadStatus['replicas'][0]), state: 'Started' as const }],
    };
    expect(tellLooks([starting], [RUNNING])[2]).toBe('12:00:02Z    Pod web-1: Responsive');
  });

  it('counts further changes of one look instead of listing them', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      ...LAUNCHING,
      ref: { ...LAUNCHING.ref, name: `web-${index}` },
      replicas: [],
    }));
    const lines = tellLooks(many);
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe('12:00:00Z  and 8 more changes');
  });

  it('says once what could not be read', () => {
    expect(tellLooks('pods: timeout', 'pods: timeout', [RUNNING])).toEqual([
      '12:00:00Z  could not read: pods: timeout',
      expect.stringContaining('running'),
      expect.stringContaining('Responsive'),
    ]);
  });
});
