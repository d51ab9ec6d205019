import * as fs from 'node:fs';
import { promisify } from 'node:util';

// Not `node:fs/promises`: it takes 2 ms and 2 MB to load, before anything else of a run.
const readFile = promisify(fs.readFile);
const stat = promisify(fs.stat);

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The text of a file. Never waits without a limit, also not for a FIFO that nobody writes. Rejects with an error for
 * people when it is no file, too large, or cannot be read.
 */
export const readText = async (path: string): Promise<string> => {
  const facts = await stat(path);
  if (facts.isDirectory()) throw new Error('it is a folder, not a file');
  if (facts.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
  if (!isStream(facts)) return readFile(path, 'utf8');
  const { readPipe } = await import('./read-pipe.ts');
  return readPipe(path, MAX_BYTES);
};

const isStream = (facts: fs.Stats): boolean => facts.isFIFO() || facts.isCharacterDevice() || facts.isSocket();
