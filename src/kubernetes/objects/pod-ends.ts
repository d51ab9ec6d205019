import type { PodRow } from '../views/pods.ts';
import { isOneShot } from './pod-owner.ts';

/** Reasons of a kubelet that evicted or refused the pod. */
const KUBELET_REASONS = /^(?:Evicted|Preempting|UnexpectedAdmissionError|NodeAffinity|OutOf\w+)$/;

/** Whether a node ended or refused the pod. */
export const isPutOut = ({ reason = '' }: PodRow): boolean => KUBELET_REASONS.test(reason);

/** Whether a failed pod is a run to its end that nobody starts again, and no node ended it: whoever started it sees why. */
export const isOwnEnd = (pod: PodRow): boolean => isOneShot(pod) && !isPutOut(pod);
