import type { StatusLook } from './look.ts';
import { buildStatusDocument, type StatusDocument } from './status-document.ts';

/** The document of a last look, where there is no time, or nothing, to explain. */
export const unexplainedDocument = (target: string | undefined, last: StatusLook, settled: boolean): StatusDocument => {
  const { workloads, unread, now, scope } = last;
  return buildStatusDocument({
    target,
    settled,
    workloads: workloads.map((workload) => ({
      ...workload,
      replicas: workload.replicas.map((replica) => ({ ...replica, facts: [], log: null })),
      deleted: [],
      findings: [],
      causes: [],
    })),
    unread,
    now,
    scope,
    warnings: workloads.length === 0 ? [] : ['there was no time to judge and explain it'],
  });
};
