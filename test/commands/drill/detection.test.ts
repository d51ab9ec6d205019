import { describe, expect, it } from 'vitest';
import { findNaming } from '../../../src/commands/drill/detection.ts';
import { drillFaults } from '../../../src/commands/drill/faults.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const fault = drillFaults.find(({ name }) => name === 'crash-loop') as (typeof drillFaults)[number];
const made = { fault, namespace: 'drill', name: 'drill-1-crash-loop' };
const named = (object: object, reason = 'crash_loop', objects: object[] = []) =>
  findNaming([makeResult({ findings: [makeFinding({ object, objects, reason } as never)] })], made);

describe('findNaming', () => {
  it('takes a finding with the reason of the fault about one of its objects, or their pods', () => {
    expect(named({ kind: 'Deployment', namespace: 'drill', name: 'drill-1-crash-loop' })).toBeDefined();
    const pod = { kind: 'Pod', namespace: 'drill', name: 'drill-1-crash-loop-6d5f-x' };
    expect(named({ kind: 'ReplicaSet', namespace: 'drill', name: 'other' }, 'crash_loop', [pod])).toBeDefined();
  });

  it('takes neither another reason nor another object', () => {
    expect(named({ kind: 'Deployment', namespace: 'drill', name: 'drill-1-crash-loop' }, 'not_ready')).toBeUndefined();
    expect(named({ kind: 'Deployment', namespace: 'shop', name: 'drill-1-crash-loop' })).toBeUndefined();
    expect(named({ kind: 'Deployment', namespace: 'drill', name: 'drill-2-crash-loop' })).toBeUndefined();
  });
});
