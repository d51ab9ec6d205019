/** As in an incident runbook: sev1 pages somebody, sev3 can wait for the morning. */
export const severities = ['sev1', 'sev2', 'sev3'] as const;
export type Severity = (typeof severities)[number];
