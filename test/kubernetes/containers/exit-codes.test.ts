import { expect, it } from 'vitest';
import { formatExitCode, isWindowsStop } from '../../../src/kubernetes/containers/exit-codes.ts';

it.each([
  [0, 'exit code 0 (it ended without an error)'],
  [137, 'exit code 137 (SIGKILL, it was killed from outside)'],
  [77, 'exit code 77'],
  [-1073741819, 'exit code -1073741819 (0xC0000005, access violation, a bad memory access)'],
  [3221225477, 'exit code 3221225477 (0xC0000005, access violation, a bad memory access)'],
  [-532462766, 'exit code -532462766 (0xE0434352, an exception of .NET that nobody handled)'],
  [-1073740940, 'exit code -1073740940 (0xC0000374, the heap is corrupted)'],
  [-1073741701, 'exit code -1073741701 (0xC000007B, the program or a DLL is built for another architecture)'],
  [1073807364, 'exit code 1073807364 (0x40010004, it was ended from outside, as at a shutdown)'],
  [1073807365, 'exit code 1073807365'],
  [-1073741800, 'exit code -1073741800 (0xC0000018)'],
])('the exit code %i is told as %s', (code, text) => {
  expect(formatExitCode(code)).toBe(text);
});

it.each([
  [-1073741510, true],
  [3221225786, true],
  [-1073741819, false],
  [143, false],
])('%i is a stop of Windows: %s', (code, isStop) => {
  expect(isWindowsStop(code)).toBe(isStop);
});
