import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Folder = { readonly path: string; readonly remove: () => Promise<void> };

/** A new empty folder under the system's temporary one, given to `uid` when root asks for that. */
export const temporaryFolder = async (label: string, uid?: number): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), `kavmon-${label}-`));
  if (uid !== undefined) await chown(path, uid, uid);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
};
