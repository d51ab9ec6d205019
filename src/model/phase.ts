/** Phases of a probe, in the order in which a connection passes them. */
export const phaseNames = ['resolve', 'connect', 'tls', 'auth', 'request', 'query', 'transfer', 'run'] as const;
export type PhaseName = (typeof phaseNames)[number];
