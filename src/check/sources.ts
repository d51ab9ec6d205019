import type { ClusterViews } from '../kubernetes/resources.ts';
import type { BoundProbes } from '../probes/index.ts';

/** What a check can need: views of the cluster, and probes. */
export type CheckSources = ClusterViews & BoundProbes;
export type SourceName = keyof CheckSources;
