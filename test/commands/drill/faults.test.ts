import { describe, expect, it } from 'vitest';
import { drillFaults, manifestsOf } from '../../../src/commands/drill/faults.ts';
import { RUN_LABEL } from '../../../src/commands/drill/manifests.ts';

const PLACE = { namespace: 'drill', run: 'abc', image: 'busybox:1' };

interface PodTemplate {
  readonly spec: {
    readonly template?: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: { readonly containers: readonly { readonly resources: { readonly limits: object } }[] };
    };
  };
}

describe.each(drillFaults)('the fault $name', (fault) => {
  const manifests = manifestsOf(fault, PLACE);

  it('makes objects that carry the run in name and label, in the namespace of the drill', () => {
    expect(manifests).not.toEqual([]);
    for (const { metadata } of manifests)
      expect(metadata).toMatchObject({
        name: `drill-abc-${fault.name}`,
        namespace: 'drill',
        labels: { [RUN_LABEL]: 'abc' },
      });
  });

  it('has pods that are found by the run, with limits', () => {
    for (const { spec } of manifests as readonly PodTemplate[]) {
      if (spec.template === undefined) continue;
      expect(spec.template.metadata.labels[RUN_LABEL]).toBe('abc');
      expect(spec.template.spec.containers[0]?.resources.limits).toEqual({ cpu: '100m', memory: '16Mi' });
    }
  });
});
