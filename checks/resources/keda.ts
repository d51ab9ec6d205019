import { holdPath } from '../../src/kubernetes/hold-marks.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';

/** The autoscaler that KEDA made for it, and the workload that it scales. */
const scaled = (row: CustomResourceRow): readonly ObjectRef[] => {
  const name = row.fields['status.hpaName'];
  const { namespace } = row.ref;
  const hpa = typeof name === 'string' && namespace !== undefined;
  return [
    ...(hpa ? [{ kind: 'HorizontalPodAutoscaler', namespace, name }] : []),
    ...referenceAt(row, 'spec.scaleTargetRef', { kind: 'Deployment' }),
  ];
};

const PAUSED = [...['autoscaling.keda.sh/paused', 'autoscaling.keda.sh/paused-replicas'].map(holdPath), 'Paused'];

/** `Active` is False while there is nothing to do, and so is no fault. https://keda.sh/docs/latest/concepts/scaling-deployments/ */
export default defineResourceCheck({
  name: 'keda',
  title: 'KEDA can read what it scales by',
  why: 'A workload that is scaled by a source which cannot be read stays as it is, whatever comes in.',
  remedy: 'Look at the trigger that the message names, and at its TriggerAuthentication.',
  kinds: {
    // `Fallback`: the number of replicas is the one for sources that cannot be read.
    scaledObjects: { ready: ['Ready'], illWhenTrue: ['Fallback'], onHold: PAUSED, references: scaled },
    scaledJobs: { ready: ['Ready'], onHold: PAUSED },
  },
});
