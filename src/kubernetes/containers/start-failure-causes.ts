/** Causes by the runtime's error text, the most specific first. */
export const START_FAILURE_CAUSES: readonly (readonly [cause: string, pattern: RegExp, text: string])[] = [
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
  ['device', /nvidia-container-cli|l?stat \/dev\/(?!shm\b)/i, 'a device cannot be given to it'],
  [
    'node_limit',
    /resource temporarily unavailable|final child's PID|cgroups?\b.*(?:cannot allocate memory|exhausted)/i,
    'the node has no room left for another process: process ids, threads or control groups',
  ],
  ['sysctl', /\bsysctl\b/i, 'the kernel of the node does not take one of its sysctls'],
  [
    'runtime_class',
    /no runtime for|unknown (?:or invalid )?runtime|runtime handler/i,
    'the node does not know the container runtime of its RuntimeClass',
  ],
  [
    'platform',
    /operating system does not match the host|incompatible with a \S+ host/i,
    'its image is built for another version of Windows than that of the node',
  ],
  [
    'memory',
    /OOM-killed|memory limit.{0,20} too low|minimum memory limit/i,
    'its memory limit is too low to start with',
  ],
  [
    'security_profile',
    /seccomp|apparmor|selinux/i,
    'its security profile (seccomp, AppArmor, SELinux) cannot be applied on the node',
  ],
  [
    'working_directory',
    /chdir to cwd|working directory|directory name is invalid/i,
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
    /executable file\b.* not found|exec.*no such file or directory|no command specified|system cannot find the file/i,
    'its command is not in the image',
  ],
  [
    'user',
    /runAsNonRoot|non-root policy|non-numeric user|unable to find (?:user|group)|no (?:users|groups) found|user name or password is incorrect/i,
    'its user is not the one it has to be',
  ],
  ['runtime_timeout', /context deadline exceeded/i, 'the container runtime of the node does not answer in time'],
  [
    'host_path',
    /failed to generate spec: failed to (?:stat|mkdir)\b/i,
    'a path of the node that it mounts is not there, or is not a folder',
  ],
  ['mount', /mount|subPath|not a directory/i, 'a volume cannot be mounted into it'],
  // Not the errors `device or resource busy`, `no such device`, `inappropriate ioctl for device`.
  ['device', /(?<!\b(?:on|for|such) )\bdevices?\b(?! or )|nvidia|\bcdi\b/i, 'a device cannot be given to it'],
  ['hook', /hook/i, 'a hook of it fails'],
];
