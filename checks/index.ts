import type { Check } from '../src/check.ts';

/** The catalogue: every check, in the order of its groups. */
export const checks: readonly Check[] = [];
