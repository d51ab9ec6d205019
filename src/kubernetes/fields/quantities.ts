import type { Labels } from '../objects/label-selector.ts';

/** A number with a unit, `0.82` or `250ms`: what a limit that stands with a workload looks like, and hardly a secret. */
const QUANTITY_PATTERN = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s?(?:[a-z]{1,3}|%)?$/i;

/** Annotations that Kubernetes and its tools write are no limits, whatever their value. */
const OF_KUBERNETES = /(?:^|\.)(?:kubernetes|k8s)\.io\//;

const MAX_QUANTITY_LENGTH = 40;

/** Whether an annotation or a key of a ConfigMap holds a quantity that somebody may have set as a limit. */
const holdsQuantity = (key: string, value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= MAX_QUANTITY_LENGTH &&
  QUANTITY_PATTERN.test(value.trim()) &&
  !OF_KUBERNETES.test(key);

/** The entries that hold quantities; undefined when there is none. */
export const projectQuantities = (entries: Labels | null | undefined): Labels | undefined => {
  let found: Record<string, string> | undefined;
  for (const [key, value] of Object.entries(entries ?? {})) {
    if (holdsQuantity(key, value)) found = { ...found, [key]: value.trim() };
  }
  return found;
};
