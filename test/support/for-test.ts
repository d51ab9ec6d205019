import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';

/** What a test has started, stopped with the test. */
export const forTest = async <T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const started = await starting;
  onTestFinished(started.stop);
  return started;
};

/** The path of an empty folder that goes with the test. */
export const folderForTest = async (name: string): Promise<string> => {
  const { path, remove } = await temporaryFolder(name);
  onTestFinished(remove);
  return path;
};
