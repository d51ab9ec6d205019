import { readVariable } from '../read-variable.ts';

/** Where the end of a run is told, so that somebody notices when no run comes. */
export interface HeartbeatSettings {
  /** Called when all that was selected was verified healthy. */
  readonly url: string | null;
  /** Called when it was not; null: nobody is. */
  readonly failUrl: string | null;
}

/** The settings of the environment; null: no heartbeat is sent. */
export const heartbeatSettings = (env: NodeJS.ProcessEnv): HeartbeatSettings | null => {
  const url = readVariable(env, 'KAVMON_HEARTBEAT_URL') ?? null;
  const failUrl = readVariable(env, 'KAVMON_HEARTBEAT_FAIL_URL') ?? null;
  return url === null && failUrl === null ? null : { url, failUrl };
};
