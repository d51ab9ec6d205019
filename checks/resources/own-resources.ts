import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { ownKindName, ownKindSchema } from './own-kind-schema.ts';
import { ruleOfOwnKind, viewOfOwnKind, viewsOfOwnKinds } from './own-kinds.ts';
import { CHILD_VIEWS, judgeKinds, resourceParams } from './resource-check.ts';

export default defineCheck({
  group: 'resources',
  name: 'own-resources',
  title: 'Custom resources of the kinds that the configuration names are well',
  why: 'An operator of your own says in the status of its objects what it could not do; nobody reads it there.',
  remedy: 'Describe the object: its conditions and events say what its operator waits for; then look at the operator.',
  severity: 'sev2',
  needs: [],
  wants: CHILD_VIEWS,
  namedViews: { parameter: 'kinds', viewsOf: viewsOfOwnKinds },
  params: z.strictObject({
    kinds: z
      .record(ownKindName, ownKindSchema)
      .refine((kinds) => Object.keys(kinds).length > 0, { error: 'it names no kind' })
      .default({})
      .describe('The kinds, by their plural with the API group, as `kubectl get crd` lists them'),
    ...resourceParams.shape,
  }),
  example: `kinds:
  widgets.acme.io:
    kind: Widget
    ready: [Ready]
    conditions:
      - { type: Stored, status: 'False', reasons: [DiskFull], grace: 1m }
    wellReasons: [ScaledToZero]
    phases:
      - path: status.phase
        good: [Running]
        bad: [Failed]
        warn: [Slow]
        message: status.message
    onHold: [spec.paused, acme.io/paused]`,
  run(context) {
    const { kinds, ...graces } = context.params;
    // Their views are known by the configuration alone, and no type names them.
    const rowsByView = context as unknown as { readonly [view: string]: readonly CustomResourceRow[] | undefined };
    const judged = Object.entries(kinds).map(([name, kind]) => ({
      rows: rowsByView[viewOfOwnKind(name, kind)] ?? [],
      rule: ruleOfOwnKind(kind),
      graces: { grace: kind.grace ?? graces.grace, progress: kind.progress ?? graces.progress },
    }));
    return judgeKinds(judged, context);
  },
});
