import { expect, it } from 'vitest';
import { terminalWidth } from '../../src/process/terminal-width.ts';

it.each([
  ['COLUMNS before the terminal', { COLUMNS: '72' }, { columns: 120 }, 72],
  ['the terminal', {}, { columns: 120 }, 120],
  ['the terminal where COLUMNS is no number', { COLUMNS: 'wide' }, { columns: 120 }, 120],
  ['100 where nothing says it', { COLUMNS: '0' }, { columns: 0 }, 100],
])('the width is that of %s', (_name, env, stream, width) => {
  expect(terminalWidth(env, stream)).toBe(width);
});
