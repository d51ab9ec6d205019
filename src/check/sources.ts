import type { Views } from '../kubernetes/resources.ts';
import type { Probes } from '../probes/index.ts';

/** What a check can need: views of the cluster, and probes. */
export type Sources = Views & Probes;
export type SourceName = keyof Sources;
