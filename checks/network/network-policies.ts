import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'network',
  name: 'network-policies',
  title: 'Network policies are for pods that exist',
  why: 'A policy whose selector matches no pod protects nobody, though it looks as if it did.',
  remedy: 'Compare its podSelector with the labels of the pods.',
  severity: 'sev3',
  needs: ['networkPolicies', 'pods'],
  params: z.strictObject({}),
  /** A note and no finding: the policy's workload may be scaled to zero, or not deployed yet. */
  run({ networkPolicies, pods, note }) {
    const byNamespace = Map.groupBy(networkPolicies.length === 0 ? [] : pods, ({ ref }) => ref.namespace);
    const unused = networkPolicies.filter(
      ({ ref, selector }) => !byNamespace.get(ref.namespace)?.some(({ labels }) => matchesSelector(selector, labels)),
    );
    const names = unused.map(({ ref }) => `${ref.namespace}/${ref.name}`);
    if (names.length > 0)
      note(
        `${pluralize(names.length, 'NetworkPolicy selects', 'NetworkPolicies select')} no pod: ${abbreviateList(names)}`,
      );
    return [];
  },
});
