import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Each takes minutes and needs the only real cluster of the machine.
const FIRST_SUITE = 'test/chart/cluster.slow.test.ts';
const SECOND_SUITE = 'test/e2e/real-cluster.slow.test.ts';
/** They need the image, which the first suite builds. */
const IMAGE_SUITES = '/test/image/';

/** Vitest's order (large files first), but with the two suites on a real cluster early and apart from each other. */
export class ClusterSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const named = (name: string) => sorted.filter(({ moduleId }) => moduleId.includes(name));
    const placed = [FIRST_SUITE, SECOND_SUITE, IMAGE_SUITES];
    const others = sorted.filter(({ moduleId }) => !placed.some((name) => moduleId.includes(name)));
    // After a quarter of the others the first suite has ended.
    const later = Math.floor(others.length / 4);
    return [
      ...named(FIRST_SUITE),
      ...others.slice(0, later),
      ...named(SECOND_SUITE),
      ...others.slice(later),
      ...named(IMAGE_SUITES),
    ];
  }
}
