import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** Returns what a test has started, and stops it after the test. */
export const stopAfterTest = async <T extends { readonly stop: () => Promise<void> }>(
  starting: Promise<T>,
): Promise<T> => {
  const started = await starting;
  onTestFinished(started.stop);
  return started;
};

/** The path of an empty folder that is removed after the test. */
export const folderForTest = async (name: string): Promise<string> => {
  const { path, remove } = await makeTemporaryFolder(name);
  onTestFinished(remove);
  return path;
};

/**
 * An empty folder for all tests of a file or of a `describe` block, made before the first and removed after the last.
 * Throws when its path is read before any hook has run.
 */
export const folderForSuite = (name: string): { readonly path: string } => {
  let folder: TemporaryFolder | undefined;
  beforeAll(async () => {
    folder = await makeTemporaryFolder(name);
  });
  afterAll(() => folder?.remove());
  return {
    get path() {
      if (folder === undefined) throw new Error(`the folder ${name} is made by a hook, which has not run yet`);
      return folder.path;
    },
  };
};
