/** What can be set of every check beside its parameters; the schemas stand in `tuning.ts`. */
const tuningKeys = ['enabled', 'timeout', 'severity', 'runbook', 'retry'] as const;
export type TuningKey = (typeof tuningKeys)[number];

/** What can be said of one registration only. */
const identity = ['name', 'check'] as const;

/** Keys of a registration that are no parameters of its check. */
export const isTuningKey = (key: string): boolean => isOwnTuningKey(key) || identity.some((name) => name === key);

/** Keys of tuning alone. */
export const isOwnTuningKey = (key: string): boolean => tuningKeys.some((name) => name === key);
