import { expect, it } from 'vitest';
import { classifyStartFailure } from '../../../src/kubernetes/containers/start-failures.ts';

const RUNC = 'StartError OCI runtime create failed: runc create failed: unable to start container process: ';

it.each([
  ['command', 'CreateContainerError container create failed: executable file `serve` not found in $PATH'],
  ['command', 'StartError hcs::System::CreateProcess app: The system cannot find the file specified.: unknown'],
  ['command', `${RUNC}exec: "serve": executable file not found in $PATH: unknown`],
  ['working_directory', 'StartError hcs::System::CreateProcess app: The directory name is invalid.: unknown'],
  ['user', 'CreateContainerError hcs::System::CreateProcess: The user name or password is incorrect.'],
  ['user', `${RUNC}error during container init: unable to find group nogrp: no matching entries in group file`],
  ['platform', 'RunContainerError hcs::CreateComputeSystem x: The container operating system does not match the host'],
  ['device', 'CreateContainerError failed to generate spec: lstat /dev/dri/renderD128: no such file or directory'],
  ['memory', 'CreateContainerError set memory limit 4194304 too low; should be at least 12582912 bytes'],
  ['node_limit', 'StartError failed to start shim: fork/exec /usr/bin/shim: resource temporarily unavailable'],
  ['node_limit', `${RUNC}unable to apply cgroup configuration: mkdir /sys/fs/cgroup/x: cannot allocate memory`],
  ['sysctl', 'StartError write sysctl key net.core.somaxconn: open /proc/sys/net/core: no such file or directory'],
  ['runtime_class', 'StartError failed to create containerd task: no runtime for "kata" is configured'],
  ['host_path', 'CreateContainerError failed to generate spec: failed to stat "/mnt/disks/ssd1": no such file'],
  ['mount', `${RUNC}error mounting "/var/lib/x" to rootfs at "/etc/app.conf": not a directory`],
])('is %s by the words of the runtime: %s', (cause, words) => {
  expect(classifyStartFailure(words)?.cause).toBe(cause);
});

it('names no cause of words that it does not know', () => {
  expect(classifyStartFailure(`${RUNC}error setting rlimit type 7: operation not permitted`)).toBeUndefined();
});
