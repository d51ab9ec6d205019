import { BaseSequencer, type TestSpecification } from 'vitest/node';

// They take minutes and one at a time: whoever comes second would wait.
const FIRST = 'test/chart/cluster.test.ts';
const MIDDLE = 'test/e2e/real-cluster.test.ts';

/** Vitest's order (large files first), with the suites on a real cluster apart from each other and none of them last. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const named = (name: string) => sorted.filter(({ moduleId }) => moduleId.endsWith(name));
    const others = sorted.filter(({ moduleId }) => !moduleId.endsWith(FIRST) && !moduleId.endsWith(MIDDLE));
    const half = others.length / 2;
    return [...named(FIRST), ...others.slice(0, half), ...named(MIDDLE), ...others.slice(half)];
  }
}
