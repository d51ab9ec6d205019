import { ownerOf } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import type { FindingDetails } from '../pods/owners/findings-by-owner.ts';
import { parseImageReference } from './references/image-reference.ts';
import { tagMatchesVersion } from './references/version-tags.ts';

const VERSION_LABEL = 'app.kubernetes.io/version';

/** Whether a pod says which version it is, so that its images can be compared with that. */
export const hasVersionLabel = ({ labels }: PodRow): boolean => labels[VERSION_LABEL] !== undefined;

/** Whether a pod has a version label that agrees with none of the tags of its images. */
export const contradictsVersionLabel = ({ labels, template }: PodRow): boolean => {
  const version = labels[VERSION_LABEL];
  const tags = template.containers
    .map(({ image }) => parseImageReference(image))
    .filter(({ digest }) => digest === undefined);
  return (
    version !== undefined && tags.length > 0 && !tags.some(({ tag = 'latest' }) => tagMatchesVersion(tag, version))
  );
};

/** The contradictions as notes, one for each owner: the first few, and how many more there are. */
export const versionLabelNotes = (pods: readonly PodRow[]): readonly string[] => {
  const texts = [...new Set(pods.map(labelNote))];
  const rest = texts.length - NOTE_LIMIT;
  return rest > 0
    ? [...texts.slice(0, NOTE_LIMIT), `and ${pluralize(rest, 'more version label')} that no image agrees with`]
    : texts;
};

const NOTE_LIMIT = 5;

const labelNote = (pod: PodRow): string => {
  const { kind, namespace, name } = ownerOf(pod);
  return `${kind} ${namespace}/${name}: ${versionLabelDetails({ pod }).message}`;
};

/** The contradiction as the details of a finding. */
export const versionLabelDetails = ({ pod }: { pod: PodRow }): FindingDetails => {
  const images = pod.template.containers.map(({ image }) => image);
  return {
    reason: 'version_mismatch',
    level: 'warning',
    message: `its label ${VERSION_LABEL} is ${pod.labels[VERSION_LABEL]}, its images are ${images.join(', ')}`,
    evidence: { label: pod.labels[VERSION_LABEL] ?? null, images },
  };
};
