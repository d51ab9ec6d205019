import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { REPOSITORY_ROOT } from '../../support/repository.ts';

/** The lines of a snapshot: its header, objects, logs and its end. */
export const savedObjects = async (path: string): Promise<readonly object[]> => {
  const lines = createInterface(createReadStream(join(REPOSITORY_ROOT, path)).pipe(createGunzip()));
  const objects: object[] = [];
  for await (const line of lines) objects.push(JSON.parse(line));
  return objects;
};
