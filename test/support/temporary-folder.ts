import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = { readonly path: string; readonly remove: () => Promise<void> };

/** Makes an empty folder below the system's temporary folder; `uid` becomes its owner, which only root may set. */
export const makeTemporaryFolder = async (label: string, uid?: number): Promise<TemporaryFolder> => {
  const path = await mkdtemp(join(tmpdir(), `kavmon-${label}-`));
  if (uid !== undefined) await chown(path, uid, uid);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
};
