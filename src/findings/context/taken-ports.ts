import type { PodRow } from '../../kubernetes/views/pods.ts';

const TAKEN_PATTERN =
  /address (?:is )?already in use|EADDRINUSE|port.{0,20}already in use|only one usage of each socket/i;

/** Not the minutes of a time, such as `12:00:30`. */
const PORT_PATTERN = /(?<!\d\d):(\d{2,5})\b(?!:\d)|\bport:? (\d{2,5})\b/gi;

/** The ports that a line of a log says are taken. */
export const takenPorts = (lines: readonly string[]): readonly number[] => {
  const line = lines.findLast((text) => TAKEN_PATTERN.test(text)) ?? '';
  return [...new Set([...line.matchAll(PORT_PATTERN)].map(([, address, port]) => Number(address ?? port)))];
};

/** Who else declares one of these ports: another container of the pod, or a pod on the network of the same node. */
export const portHolders = (
  ports: readonly number[],
  { pod, container }: { readonly pod: PodRow; readonly container: string },
  hostPods: readonly PodRow[],
): readonly string[] => {
  const beside = declaringContainers(pod, ports)
    .filter(({ name }) => name !== container)
    .map(({ name, port }) => `port ${port}: container ${name} of the same pod declares it`);
  if (pod.template.hostNetwork !== true) return beside;
  const onNode = hostPods
    .filter((other) => other.node === pod.node && other.uid !== pod.uid)
    .flatMap((other) =>
      declaringContainers(other, ports).map(
        ({ name, port }) =>
          `port ${port}: container ${name} of pod ${other.ref.namespace}/${other.ref.name} on the same node declares it`,
      ),
    );
  return [...beside, ...onNode];
};

/** Also sidecars; other init containers have ended. */
const declaringContainers = ({ template }: PodRow, wanted: readonly number[]) =>
  [
    ...template.containers,
    ...template.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ].flatMap(({ name, ports }) => ports.filter(({ port }) => wanted.includes(port)).map(({ port }) => ({ name, port })));
