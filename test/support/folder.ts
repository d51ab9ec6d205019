import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Folder = { readonly path: string; readonly remove: () => Promise<void> };

/** Makes an empty folder below the system's temporary folder; `uid` becomes its owner, which only root may set. */
export const temporaryFolder = async (label: string, uid?: number): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), `kavmon-${label}-`));
  if (uid !== undefined) await chown(path, uid, uid);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
};
