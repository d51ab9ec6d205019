/** Where this process runs, as far as the environment tells (downward API; the chart writes what that API lacks). */
export interface Place {
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly cronJob?: string;
  readonly job?: string;
  readonly cluster?: string;
  readonly environment?: string;
}

const IDENTITY_VARIABLES = {
  namespace: 'KAVMON_NAMESPACE',
  pod: 'KAVMON_POD_NAME',
  container: 'KAVMON_CONTAINER',
  cronJob: 'KAVMON_CRONJOB',
  job: 'KAVMON_JOB',
  cluster: 'KAVMON_CLUSTER',
  environment: 'KAVMON_ENVIRONMENT',
} as const;

/** The place that the environment tells of; an empty variable counts as unset. */
export const placeOf = (env: NodeJS.ProcessEnv): Place =>
  Object.fromEntries(
    Object.entries(IDENTITY_VARIABLES)
      .map(([key, variable]) => [key, env[variable]])
      .filter(([, value]) => value !== undefined && value !== ''),
  );
