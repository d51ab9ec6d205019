import { existsSync, globSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './support/repository.ts';

/** Suites of what spans rooms, and the tests of the harness itself. */
const SUITE_FOLDERS = ['build', 'cache', 'chart', 'cluster', 'e2e', 'image', 'support'];

const testPaths = globSync('test/*/**/*.test.ts', { cwd: REPOSITORY_ROOT, exclude: ['test/fixtures/**'] });

/** Whether the path stands below `src/`, or at the root as `checks/` does. */
const isInHouse = (path: string): boolean =>
  [`src/${path}`, path].some((candidate) => existsSync(`${REPOSITORY_ROOT}/${candidate}`));

describe('the place of a test', () => {
  it.each(testPaths)('%s is that of a file, of a room or of a suite', (path) => {
    const inRoom = path.slice('test/'.length);
    const file = inRoom.replace(/(\.slow)?\.test\.ts$/, '.ts');
    const isSuite = SUITE_FOLDERS.includes(inRoom.split('/')[0] ?? '');
    expect(isSuite || isInHouse(file) || isInHouse(dirname(inRoom))).toBe(true);
  });

  it('is known of more than a hundred tests', () => {
    expect(testPaths.length).toBeGreaterThan(100);
  });
});
