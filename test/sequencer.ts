import { BaseSequencer, type TestSpecification } from 'vitest/node';

// They take minutes and one at a time: whoever comes second would wait.
const FIRST = 'test/chart/cluster.slow.test.ts';
const SECOND = 'test/e2e/real-cluster.slow.test.ts';
/** They would wait for the image, which the first one builds. */
const IMAGE = '/test/image/';

/** Vitest's order (large files first), with the suites on a real cluster early and apart from each other. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const named = (name: string) => sorted.filter(({ moduleId }) => moduleId.includes(name));
    const placed = [FIRST, SECOND, IMAGE];
    const others = sorted.filter(({ moduleId }) => !placed.some((name) => moduleId.includes(name)));
    // The large files among them take so long that the first one is through by then.
    const later = Math.floor(others.length / 4);
    return [...named(FIRST), ...others.slice(0, later), ...named(SECOND), ...others.slice(later), ...named(IMAGE)];
  }
}
