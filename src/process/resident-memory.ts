import { readFileSync } from 'node:fs';

/** Resident memory of a process in bytes, 0 when it cannot be read. */
export const readResidentMemory = (pid: number | undefined): number => {
  try {
    // proc(5): the second number of statm, in pages; taken for 4 KiB each, as on x86-64.
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
};
