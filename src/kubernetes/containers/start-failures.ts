import type { ContainerStatus } from '../fields/container-status.ts';
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

/** Causes by the runtime's error text, the most specific first. */
const START_FAILURE_CAUSES: readonly (readonly [cause: string, pattern: RegExp, text: string])[] = [
  ['hook', /^P(?:re|ost)\w*HookError/, 'a hook of it fails'],
  [
    'name_reserved',
    /\bis reserved\b|name .*\balready in use\b|reserving (?:ctr|container) name/i,
    'the container runtime of the node still holds its name from an earlier attempt that timed out (a slow disk, a mount that hangs): delete the pod, or restart the runtime',
  ],
  ['disk', /no space left on device/i, 'no space is left on the node'],
  [
    'image_store',
    /failed to get image from|content digest \S+ not found|from content store|unpacking image/i,
    'its image is not whole on the node: remove it there, so that it is pulled again',
  ],
  [
    'runtime_missing',
    /unable to retrieve OCI runtime error/i,
    'the OCI runtime that it is to run in is not on the node, or does not start',
  ],
  ['device', /nvidia-container-cli/i, 'a device cannot be given to it'],
  ['memory', /OOM-killed|memory limit too low|minimum memory limit/i, 'its memory limit is too low to start with'],
  [
    'security_profile',
    /seccomp|apparmor|selinux/i,
    'its security profile (seccomp, AppArmor, SELinux) cannot be applied on the node',
  ],
  [
    'working_directory',
    /chdir to cwd|working directory/i,
    'its working directory is not in the image, or closed to its user',
  ],
  [
    'architecture',
    /exec format error/i,
    "the program is built for another architecture than the node's, or is a script without #! in its first line",
  ],
  ['permission', /exec.*permission denied/i, 'its command may not be executed'],
  [
    'command',
    /executable file not found|exec.*no such file or directory|no command specified/i,
    'its command is not in the image',
  ],
  [
    'user',
    /runAsNonRoot|non-root policy|non-numeric user|unable to find user|no users found/i,
    'its user is not the one it has to be',
  ],
  ['runtime_timeout', /context deadline exceeded/i, 'the container runtime of the node does not answer in time'],
  ['mount', /mount|subPath|not a directory/i, 'a volume cannot be mounted into it'],
  // Not the errors `device or resource busy`, `no such device`, `inappropriate ioctl for device`.
  ['device', /(?<!\b(?:on|for|such) )\bdevices?\b(?! or )|nvidia|\bcdi\b/i, 'a device cannot be given to it'],
  ['hook', /hook/i, 'a hook of it fails'],
];

/** What keeps a container from being started, for a message; undefined for words that no class knows. */
export const classifyStartFailure = (text: string): { readonly cause: string; readonly text: string } | undefined => {
  // A container may be called `volume-mounter`: names are in quotes, or within the runtime's `k8s_NAME_POD_NAMESPACE`.
  const words = text.replace(/"[^"\s]*"|'[\w./:-]+'|\bk8s_\S+/g, ' ');
  const found = START_FAILURE_CAUSES.find(([, pattern]) => pattern.test(words));
  return found && { cause: found[0], text: found[2] };
};
