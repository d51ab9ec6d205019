import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { decodeText } from '../../text/decode-text.ts';

// Not `node:fs/promises`: it takes 2 ms and 2 MB to load, before anything else of a run.
const readFile = promisify(fs.readFile);
const statFile = promisify(fs.stat);

const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * The text of a file. Waits a limited time for a FIFO that has no writer. Rejects with an error for
 * people when it is no file, too large, or cannot be read.
 */
export const readText = async (path: string): Promise<string> => {
  const stats = await statFile(path);
  if (stats.isDirectory()) throw new Error('it is a folder, not a file');
  if (stats.size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
  if (!isStream(stats)) return decodeText(await readFile(path));
  const { readPipe } = await import('./read-pipe.ts');
  return readPipe(path, MAX_FILE_BYTES);
};

const isStream = (stats: fs.Stats): boolean => stats.isFIFO() || stats.isCharacterDevice() || stats.isSocket();
