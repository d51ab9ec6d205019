import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { Finding } from '../../src/model/result.ts';
import { STATUS_VIEWS } from '../../src/status/status-rows.ts';
import type { WorkloadState, WorkloadStatus } from '../../src/status/workload-status.ts';
import { workloadStatuses } from '../../src/status/workloads.ts';

export default defineCheck({
  group: 'workloads',
  name: 'workloads-settled',
  title: 'Workloads have settled: everything that was deployed is up',
  why: 'Other checks give a rollout its time; who waits for one has to know when it is done.',
  remedy: 'Wait while it is launching ("--wait"); look at what is errored: "kavmon status" shows each replica.',
  severity: 'sev2',
  onlyByName: true,
  needs: [...STATUS_VIEWS],
  judges: ['deployments', 'statefulSets', 'daemonSets', 'pods'],
  params: z.strictObject({}),
  run({ now, ...rows }) {
    return workloadStatuses({ rows, unread: {}, now }).filter(isUnsettled).map(unsettledFinding);
  },
});

const UNSETTLED_STATES: ReadonlySet<WorkloadState> = new Set(['launching', 'degraded', 'errored']);

/** Whether a CronJob's run that is under way ends well is another check's question. */
const isUnsettled = ({ ref, state }: WorkloadStatus): boolean => ref.kind !== 'CronJob' && UNSETTLED_STATES.has(state);

const unsettledFinding = (status: WorkloadStatus): Finding => {
  const { ref, state, text, cannotHeal, wanted, responsive, replicas } = status;
  return {
    reason: 'not_settled',
    message: text === '' ? state : `${state}: ${text}`,
    object: ref,
    evidence: {
      state,
      ...(wanted === null ? {} : { wanted, responsive }),
      ...(cannotHeal ? { healsByItself: false } : {}),
      ...(isUnderWay(status) ? { underWay: true } : {}),
    },
    next: [describeCommand(ref)],
    because: [ref, ...replicas.filter(({ state: life }) => life !== 'Responsive').map((replica) => replica.ref)],
  };
};

/** Whether a change of the workload is on its way: its new replicas come up, whatever state those have that they replace. */
const isUnderWay = ({ state, cannotHeal, wanted, rollout, replicas }: WorkloadStatus): boolean => {
  if (wanted === null || cannotHeal) return false;
  if (state === 'launching') return true;
  const candidates = replicas.filter(({ revision }) => rollout !== null && revision === rollout.candidate.name);
  return candidates.length > 0 && candidates.every(({ level }) => level === 'running' || level === 'launching');
};
