/** Where this process runs, by its environment (the downward API of Kubernetes; the chart sets what that API lacks). */
export interface RuntimeIdentity {
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

/** Reads it from the environment; an empty variable counts as unset. */
export const readIdentity = (env: NodeJS.ProcessEnv): RuntimeIdentity =>
  Object.fromEntries(
    Object.entries(IDENTITY_VARIABLES)
      .map(([key, variable]) => [key, env[variable]])
      .filter(([, value]) => value !== undefined && value !== ''),
  );
