import type { ContainerStatus } from '../fields/container-status.ts';
import { START_FAILURE_CAUSES } from './start-failure-causes.ts';
import { lastTermination } from './termination-cause.ts';

const FAILED_WAITING_REASONS: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
  'StartError',
  'ContainerCannotRun',
]);

const FAILED_TERMINATION_REASONS: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

/** The reason and message of a container that cannot be created or started. */
export interface StartFailure {
  /** `CreateContainerConfigError`, `StartError`, ... */
  readonly reason: string;
  readonly message: string;
}

/** Why a container cannot be started; undefined when it was, or waits for something else. */
export const startFailureOf = (status: ContainerStatus): StartFailure | undefined => {
  const { waiting, running } = status.state;
  if (running !== undefined) return undefined;
  const end = lastTermination(status);
  if (waiting !== undefined && FAILED_WAITING_REASONS.has(waiting.reason))
    return { reason: waiting.reason, message: waiting.message ?? end?.message ?? '' };
  if (end?.reason === undefined || !FAILED_TERMINATION_REASONS.has(end.reason)) return undefined;
  return waiting === undefined || waiting.reason === 'CrashLoopBackOff'
    ? { reason: end.reason, message: end.message ?? '' }
    : undefined;
};

/** What keeps a container from being started, for a message; undefined for words that no class knows. */
export const classifyStartFailure = (text: string): { readonly cause: string; readonly text: string } | undefined => {
  // A container may be called `volume-mounter`: names are in quotes, or within the runtime's `k8s_NAME_POD_NAMESPACE`.
  const words = text.replace(/"[^"\s]*"|'[\w./:-]+'|\bk8s_\S+/g, ' ');
  const found = START_FAILURE_CAUSES.find(([, pattern]) => pattern.test(words));
  return found && { cause: found[0], text: found[2] };
};
