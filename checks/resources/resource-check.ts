import * as z from 'zod';
import { type Check, type CheckContext, defineCheck } from '../../src/check/check.ts';
import type { CustomKindName } from '../../src/kubernetes/custom-kinds.ts';
import type { ClusterViews } from '../../src/kubernetes/resources.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { isOnHold, judgeResource, type ResourceGraces } from './judge-resource.ts';
import { resourceChildrenLookup } from './resource-children.ts';
import type { ResourceRule } from './resource-rule.ts';

/** Views of what may stand below a custom resource. */
export const CHILD_VIEWS = ['pods', 'deployments', 'statefulSets', 'replicaSets', 'horizontalPodAutoscalers'] as const;

/** How long, for all kinds alike. */
export const resourceParams = z.strictObject({
  grace: duration().prefault('5m').describe('How long an object may be ill before it counts'),
  progress: duration().prefault('20m').describe('How long a controller may be at work on an object'),
});

/** The kinds that a check judges, each with its rule. */
type ResourceKinds = { readonly [Name in CustomKindName]?: ResourceRule };

interface ResourceCheckParts {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly kinds: ResourceKinds;
}

/**
 * A check of the custom resources of one operator. Kinds that the cluster does not have are left out; without any of them the
 * check is skipped, and with one that may not be read it is `error`.
 */
export const defineResourceCheck = ({ kinds, ...texts }: ResourceCheckParts) => {
  const names = Object.keys(kinds) as CustomKindName[];
  const check = defineCheck<never, CustomKindName | (typeof CHILD_VIEWS)[number], typeof resourceParams>({
    ...texts,
    group: 'resources',
    severity: 'sev2',
    needs: [],
    wants: [...names, ...CHILD_VIEWS],
    judges: names,
    params: resourceParams,
    run(context) {
      const judged = names.map((name) => ({
        rows: context[name] ?? [],
        rule: kinds[name] as ResourceRule,
        graces: context.params,
      }));
      return judgeKinds(judged, context);
    },
  });
  return { ...check, kinds };
};

/** The objects of a kind, and how they are judged. */
export interface JudgedKind {
  readonly rows: readonly CustomResourceRow[];
  readonly rule: ResourceRule;
  readonly graces: ResourceGraces;
}

type KindsContext = Pick<CheckContext<unknown>, 'now' | 'note'> & {
  readonly [View in (typeof CHILD_VIEWS)[number]]?: ClusterViews[View] | undefined;
};

/** What is wrong with the objects of several kinds. */
export const judgeKinds = (kinds: readonly JudgedKind[], context: KindsContext): readonly Finding[] => {
  const { now, note } = context;
  const childrenOf = resourceChildrenLookup([
    ...CHILD_VIEWS.map((view) => context[view]),
    ...kinds.map(({ rows }) => rows),
  ]);
  const judged = kinds.flatMap(({ rows, ...how }) => rows.map((row) => ({ row, ...how })));
  const held = judged.filter(({ row, rule }) => isOnHold(row, rule));
  if (held.length > 0) note(`${pluralize(held.length, 'object is', 'objects are')} on hold and not judged`);
  return judged.flatMap(
    ({ row, rule, graces }) =>
      judgeResource(row, { rule, graces, now, children: childrenOf(row, rule.childLabel) }) ?? [],
  );
};

/** A check that {@link defineResourceCheck} made. */
export interface ResourceCheck extends Check {
  readonly kinds: ResourceKinds;
}

/** Whether a check judges custom resources by rules. */
export const isResourceCheck = (check: object): check is ResourceCheck => 'kinds' in check;
