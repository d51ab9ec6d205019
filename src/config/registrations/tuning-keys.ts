/** What can be set of every check beside its parameters; `tuning.ts` has the schemas. */
const tuningKeys = ['enabled', 'timeout', 'severity', 'runbook', 'retry'] as const;
export type TuningKey = (typeof tuningKeys)[number];

/** Keys of a registration that are no parameters of its check. */
export const registrationKeys = ['name', 'check', ...tuningKeys] as const;

export const isRegistrationKey = (key: string): boolean => registrationKeys.some((name) => name === key);

/** Keys of tuning alone. */
export const isTuningKey = (key: string): boolean => tuningKeys.some((name) => name === key);
