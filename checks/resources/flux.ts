import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const SOURCE = { kind: 'GitRepository', group: 'source.toolkit.fluxcd.io' };

const sourceRule: ResourceRule = { ready: ['Ready'], onHold: ['spec.suspend'] };

/** A HelmRepository of type `oci` is only an address: Flux writes no status for it. */
const helmRepositoryRule: ResourceRule = { wellWhenTrue: ['Ready'], onHold: ['spec.suspend'] };

const chartSources = (row: CustomResourceRow) => [
  ...referenceAt(row, 'spec.chart.spec.sourceRef', SOURCE),
  ...referenceAt(row, 'spec.chartRef', SOURCE),
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
    fluxKustomizations: { ...sourceRule, references: (row) => referenceAt(row, 'spec.sourceRef', SOURCE) },
    helmReleases: { ...sourceRule, references: chartSources, childLabel: 'helm.toolkit.fluxcd.io/name' },
  },
});
