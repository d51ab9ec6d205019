import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { parseImageReference } from '../images/references/image-reference.ts';
import { findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { longRunningPods, templateContainers } from './template-containers.ts';

const pinningParams = z.strictObject({
  digest: z.boolean().default(false).describe('Asks for a digest, not only for a tag'),
  registries: z
    .array(z.string().min(1))
    .default([])
    .describe('Registries that images may come from; empty: all. `docker.io` is the one of references without a host'),
});

export default defineCheck({
  group: 'hygiene',
  name: 'unpinned-images',
  title: 'Image references are pinned',
  why: 'What latest means changes while nobody looks: a restart becomes a release.',
  remedy: 'Name a tag that never moves, or the digest.',
  severity: 'sev3',
  enabled: false,
  needs: ['pods'],
  params: pinningParams,
  run({ pods, params }) {
    const open = longRunningPods(pods)
      .flatMap((pod) => templateContainers(pod, { all: true }))
      .map((subject) => ({ ...subject, problems: pinningProblems(subject.spec.image, params) }))
      .filter(({ problems }) => problems.length > 0);
    return findingsByOwner(open, ({ container, problems, spec }) => ({
      reason: 'unpinned_image',
      level: 'warning',
      message: `container ${container}: image ${spec.image} ${problems.join(', ')}`,
      evidence: { image: spec.image },
    }));
  },
});

const pinningProblems = (image: string, { digest, registries }: z.output<typeof pinningParams>): readonly string[] => {
  const reference = parseImageReference(image);
  const registry = reference.registry || 'docker.io';
  const isOpen = reference.digest === undefined && (reference.tag ?? 'latest') === 'latest';
  return [
    ...(isOpen ? [reference.tag === undefined ? 'has no tag, so latest is meant' : 'has the tag latest'] : []),
    ...(digest && !isOpen && reference.digest === undefined ? ['has no digest'] : []),
    ...(registries.length > 0 && !registries.includes(registry) ? [`comes from ${registry}`] : []),
  ];
};
