import { expect, it } from 'vitest';
import check from '../../../checks/pods/container-starts.ts';
import { buildContainer, buildPod, runningState, terminatedState, waitingState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const unstartedPod = (parts: Parameters<typeof buildContainer>[0], of: Parameters<typeof buildPod>[0] = {}) =>
  buildPod({ phase: 'Pending', age: '10m', containers: [buildContainer({ ready: false, ...parts })], ...of });

const relayVariable = { name: 'RELAY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mail-relay' } } };

it.each([
  ['secret "smtp" not found', 'Secret smtp does not exist', { kind: 'Secret', name: 'smtp' }],
  ['configmap "settings" not found', 'ConfigMap settings does not exist', { kind: 'ConfigMap', name: 'settings' }],
  [
    "couldn't find key mail-relay in ConfigMap shop/settings",
    'key mail-relay of ConfigMap settings does not exist (env RELAY)',
    { kind: 'ConfigMap', name: 'settings', key: 'mail-relay' },
  ],
  [
    "couldn't find key password in Secret shop/db",
    'key password of Secret db does not exist',
    { kind: 'Secret', name: 'db', key: 'password' },
  ],
])('the missing reference is named: %s', async (words, told, missing) => {
  const { findings } = await judgeRows(check, {
    pods: [unstartedPod({ state: waitingState('CreateContainerConfigError', words), spec: { env: [relayVariable] } })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'container_config',
      message: expect.stringMatching(`^container web cannot be started, CreateContainerConfigError: `),
      evidence: expect.objectContaining({ missing, words }),
    }),
  ]);
  expect(findings[0]?.message).toContain(told);
  expect(findings[0]?.next?.[0]).toBe(`kubectl -n shop get ${missing.kind.toLowerCase()} ${missing.name}`);
});

it('pods of one node whose runtime lacks something that is its own are one story', async () => {
  const words = 'failed to create containerd task: no space left on device';
  const podOn = (node: string, owner: string) =>
    unstartedPod(
      { state: waitingState('CreateContainerError', words) },
      { name: `${owner}-1`, owner: `Deployment/${owner}`, spec: { nodeName: node } },
    );
  const { findings } = await judgeRows(check, {
    pods: [podOn('node-1', 'a'), podOn('node-1', 'b'), podOn('node-2', 'c')],
  });
  expect(findings.map(({ object, because }) => [object?.name, because?.[0]?.name])).toEqual([
    ['a', undefined],
    ['b', 'a-1'],
    ['c', undefined],
  ]);
});

const RUNC_ERROR =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

it.each([
  ['exec: "/opt/controld": stat /opt/controld: no such file or directory: unknown', 'its command is not in the image'],
  ['exec: "controld": executable file not found in $PATH: unknown', 'its command is not in the image'],
  ['exec: "/app": permission denied: unknown', 'its command may not be executed'],
  [
    'exec /app: exec format error',
    "the program is built for another architecture than the node's, or is a script without #! in its first line",
  ],
])('a command that cannot run reads the same in every state: %s', async (words, told) => {
  const message = RUNC_ERROR + words;
  const failed = terminatedState(128, '1m', { reason: 'StartError', message });
  const states = [
    { state: waitingState('RunContainerError', message) },
    { state: waitingState('CrashLoopBackOff', 'back-off 5m0s'), lastState: failed, restarts: 5 },
    { state: failed },
  ];
  for (const state of states) {
    const { findings } = await judgeRows(check, { pods: [unstartedPod(state)] });
    expect(findings[0]?.message).toContain(`: ${told}: ${words.replace(': unknown', '')}`);
    expect(findings).toHaveLength(1);
  }
});

it.each([
  ['name "web_web-1_shop_uid_0" is reserved for "4be1"', 'still holds its name'],
  [
    'error reserving ctr name k8s_volume-mounter_web-1_shop_uid_0 for id 4be1: name is reserved',
    'still holds its name',
  ],
  ['Conflict. The container name "/k8s_hook_web-1" is already in use by container "4be1"', 'still holds its name'],
  ['context deadline exceeded while creating k8s_device-plugin_web-1_shop_uid_0', 'does not answer in time'],
  ["failed to create containerd task: 'volume-mounter': context deadline exceeded", 'does not answer in time'],
  ['mkdir /var/lib/containerd/x: no space left on device', 'no space is left on the node'],
  [
    'nvidia-container-cli: mount error: failed to add device rules: operation not permitted',
    'a device cannot be given',
  ],
  [
    'unable to retrieve OCI runtime error: exec: "nvidia-container-runtime": executable file not found in $PATH',
    'the OCI runtime that it is to run in is not on the node',
  ],
  [
    'failed to get image from containerd "sha256:ab": image "sha256:ab": not found',
    'its image is not whole on the node',
  ],
  ["container's runAsUser breaks non-root policy", 'its user is not the one it has to be'],
  [
    'level=error msg="runc create failed: unable to start: exec: \\"serve\\": executable file not found in $PATH"',
    'its command is not in the image',
  ],
  ['container init was OOM-killed (memory limit too low?)', 'memory limit is too low'],
  ['apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory', 'AppArmor'],
  ['chdir to cwd ("/srv") set in config.json failed: no such file or directory', 'its working directory'],
  ['error mounting "/var/lib/x" to rootfs at "/data": not a directory', 'a volume cannot be mounted'],
  ['error running hook #0: exit status 1', 'a hook of it fails'],
])('the words %s are told as: %s', async (words, told) => {
  const { findings } = await judgeRows(check, {
    pods: [unstartedPod({ state: waitingState('CreateContainerError', words) })],
  });
  expect(findings[0]?.message.split('cannot be started')[1]).toContain(`CreateContainerError: `);
  expect(findings[0]?.message).toContain(told);
});

it('a hook of the lifecycle is told as one whatever it writes', async () => {
  const state = waitingState('PostStartHookError', 'cannot mount the device: no space left on device');
  const { findings } = await judgeRows(check, { pods: [unstartedPod({ state })] });
  expect(findings[0]?.message).toContain('PostStartHookError: a hook of it fails');
});

it('the image is the one that the pod asks for, not another tag of it on the node', async () => {
  const state = waitingState('CreateContainerError', 'the moon is full');
  const pods = [unstartedPod({ state, status: { image: 'registry.acme.test/other:2' } })];
  expect((await judgeRows(check, { pods })).findings[0]?.evidence?.image).toBe('registry.acme.test/web:1.0');
});

it('other words are passed on, and an init container is called one', async () => {
  const init = buildContainer({ name: 'fetch', state: waitingState('CreateContainerError', 'the moon is full') });
  const { findings } = await judgeRows(check, {
    pods: [
      buildPod({ initContainers: [init], containers: [buildContainer({ state: waitingState('PodInitializing') })] }),
    ],
  });
  expect(findings[0]).toMatchObject({
    reason: 'container_start',
    message: 'init container fetch (1 of 1) cannot be started, Init:CreateContainerError: the moon is full',
  });
});

it('a Secret that several workloads of one namespace miss is one story', async () => {
  const state = waitingState('CreateContainerConfigError', 'secret "smtp" not found');
  const podOf = (owner: string, namespace = 'shop') =>
    unstartedPod({ state }, { name: `${owner}-1`, owner: `Deployment/${owner}`, namespace });
  const { findings } = await judgeRows(check, { pods: [podOf('web'), podOf('api'), podOf('web', 'bank')] });
  const podsBehind = findings.map(({ because }) => because?.find(({ kind }) => kind === 'Pod')?.name);
  expect(podsBehind).toEqual([undefined, 'web-1', undefined]);
  expect(findings[0]?.because).toEqual([{ kind: 'Secret', namespace: 'shop', name: 'smtp' }]);
  expect(findings[0]?.message).toMatch(/; the same in 1 more workload$/);
});

it.each([
  ['2m', 0],
  ['121s', 1],
])('a pod that started %s ago gives %i findings', async (age, count) => {
  const pods = [unstartedPod({ state: waitingState('CreateContainerConfigError', 'secret "x" not found') }, { age })];
  expect((await judgeRows(check, { pods })).findings).toHaveLength(count);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  [
    'one that started after all',
    [
      unstartedPod({
        state: runningState(),
        ready: true,
        lastState: terminatedState(128, '1m', { reason: 'StartError' }),
        restarts: 2,
      }),
    ],
  ],
  [
    'a crash loop of a program that runs',
    [unstartedPod({ state: waitingState('CrashLoopBackOff'), lastState: terminatedState(1), restarts: 4 })],
  ],
])('container-starts is healthy: %s', async (_, pods) =>
  expect((await judgeRows(check, { pods })).findings).toEqual([]),
);

it.each([
  [
    'failed to reserve container name "volume-mounter_a_b_0": name "volume-mounter_a_b_0" is reserved for "1f2e"',
    'the container runtime of the node still holds its name from an earlier attempt that timed out',
  ],
  [
    'Error response from daemon: Conflict. The container name "/k8s_hook_a_b_0" is already in use by container "9c"',
    'the container runtime of the node still holds its name from an earlier attempt that timed out',
  ],
  ['context deadline exceeded', 'the container runtime of the node does not answer in time'],
  ['error mounting "/var/lib/x" to rootfs at "/data": not a directory', 'a volume cannot be mounted into it'],
  ['failed to inject "gpu": unresolvable CDI devices', 'a device cannot be given to it'],
])('names in quotes are no causes: %s', async (words, cause) => {
  const { findings } = await judgeRows(check, {
    pods: [unstartedPod({ state: waitingState('CreateContainerError', words) })],
  });
  expect(findings[0]?.message).toContain(`CreateContainerError: ${cause}`);
  expect(findings[0]?.next?.includes('kubectl -n shop delete pod web-1')).toBe(cause.includes('still holds'));
});

it('an error number with the word device is not about a device', async () => {
  const state = waitingState('RunContainerError', 'write /sys/fs/cgroup/x/cgroup.procs: device or resource busy');
  const { findings } = await judgeRows(check, { pods: [buildPod({ containers: [buildContainer({ state })] })] });
  expect(findings[0]?.message).not.toContain('a device cannot be given');
});
