/** Findings of one user's check, at most: what is beyond is left out, and counted. */
export const MAX_CHILD_FINDINGS = 100_000;

/** All findings of one user's check as JSON. */
export const MAX_FINDING_BYTES = 48 * 2 ** 20;
