import { describe, expect, it } from 'vitest';
import { formatColumns } from '../../src/text/columns.ts';

describe('columns', () => {
  it('aligns, and leaves no trailing blanks', () => {
    expect(
      formatColumns([
        ['A', 'LONG', 'C'],
        ['aaa', 'b'],
        ['', 'bb', 'c'],
      ]),
    ).toBe('A    LONG  C\naaa  b\n     bb    c\n');
  });

  it('wraps the last column, but never inside a word', () => {
    expect(formatColumns([['name', 'one two three-and-a-half four']], 20)).toBe(
      'name  one two\n      three-and-a-half\n      four\n',
    );
    expect(formatColumns([['a'.repeat(30), 'one two three four']], 20)).toBe(
      `${'a'.repeat(30)}  one two\n${' '.repeat(32)}three four\n`,
    );
  });

  it('gives escape sequences no room', () => {
    expect(
      formatColumns([
        ['\u001b[31mred\u001b[0m', 'x'],
        ['blue', 'y'],
      ]),
    ).toBe('\u001b[31mred\u001b[0m   x\nblue  y\n');
  });

  it('prints nothing for nothing', () => {
    expect(formatColumns([])).toBe('');
  });
});
