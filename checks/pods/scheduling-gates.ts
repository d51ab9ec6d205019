import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import { ownerOf } from '../../src/kubernetes/objects/pod-owner.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'pods',
  name: 'scheduling-gates',
  title: 'Scheduling gates are known',
  why: 'A gated pod waits on purpose for whoever set its gate, a queue for one: no fault, but good to know when it lasts.',
  remedy: 'Ask the controller that set the gate why it does not open it.',
  severity: 'sev3',
  needs: ['pods'],
  params: z.strictObject({ after: duration().prefault('1h').describe('From which age on a gated pod is noted') }),
  run({ pods, params, now, note }) {
    const gated = pods.filter(
      ({ gates, node, deletingAt, createdAt }) =>
        gates !== undefined && node === undefined && deletingAt === undefined && now - createdAt > params.after,
    );
    for (const group of Map.groupBy(gated, (pod) => objectKey(ownerOf(pod))).values()) {
      const [pod] = group as [(typeof group)[number]];
      const { kind, namespace, name } = ownerOf(pod);
      const age = formatDuration(now - Math.min(...group.map(({ createdAt }) => createdAt)));
      note(
        `${kind} ${namespace}/${name}: SchedulingGated for ${age} by ${pod.gates?.join(', ')}, ${pluralize(group.length, 'pod')}`,
      );
    }
    return [];
  },
});
