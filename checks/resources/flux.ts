import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const SOURCE = { kind: 'GitRepository', group: 'source.toolkit.fluxcd.io' };

const sourceRule: ResourceRule = { ready: ['Ready'], onHold: ['spec.suspend'] };

/** A HelmRepository of type `oci` is only an address: Flux writes no status for it. */
const helmRepositoryRule: ResourceRule = { wellWhenTrue: ['Ready'], onHold: ['spec.suspend'] };

/** Those that it waits for, while it does: they are of its own kind. */
const awaited = (row: CustomResourceRow): readonly ObjectRef[] => {
  const { ref, fields, conditions } = row;
  const isWaiting = conditions.some(({ reason }) => reason === 'DependencyNotReady');
  const dependencies = isWaiting ? fields['spec.dependsOn'] : undefined;
  return (Array.isArray(dependencies) ? (dependencies as unknown as readonly ObjectRef[]) : []).map(
    ({ namespace, name }) => ({ ...ref, ...(namespace === undefined ? {} : { namespace }), name }),
  );
};

const chartCauses = (row: CustomResourceRow) => [
  ...referenceAt(row, 'spec.chart.spec.sourceRef', SOURCE),
  ...referenceAt(row, 'spec.chartRef', SOURCE),
  ...awaited(row),
];

/** https://fluxcd.io/flux/components/ */
export default defineResourceCheck({
  name: 'flux',
  title: 'Flux fetches its sources and applies them',
  why: 'What is in Git is not what runs: changes and repairs do not arrive.',
  remedy: 'Read the message: a source that cannot be fetched comes before what is applied from it.',
  kinds: {
    gitRepositories: sourceRule,
    ociRepositories: sourceRule,
    fluxBuckets: sourceRule,
    helmRepositories: helmRepositoryRule,
    fluxKustomizations: {
      ...sourceRule,
      references: (row) => [...referenceAt(row, 'spec.sourceRef', SOURCE), ...awaited(row)],
    },
    helmReleases: { ...sourceRule, references: chartCauses, childLabel: 'helm.toolkit.fluxcd.io/name' },
  },
});
