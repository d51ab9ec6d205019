import { expect, it } from 'vitest';
import { describeMissing, quoteText, writeVisibly } from '../../src/expectations/quote-text.ts';

it('what cannot be seen is written as an escape', () => {
  expect(writeVisibly('a\u00a0b\u200bc\ufeff\n\t')).toBe('"a\\u00a0b\\u200bc\\ufeff\\n\\t"');
  expect(writeVisibly('Jürgen 日本 "x"')).toBe('"Jürgen 日本 \\"x\\""');
});

it('a long text is cut, and one without a character is told as such', () => {
  expect(quoteText('x'.repeat(100_000))).toBe(`"${'x'.repeat(80)}..."`);
  expect(quoteText('')).toBe('""');
});

it.each([
  ['zeros', 'PK\u0003\u0004\0\0'],
  ['many bytes that are no text', '\u001f\ufffd\u0008\ufffd\ufffd\ufffd\ufffd\ufffd'],
])('%s are binary data', (_, text) => {
  expect(quoteText(text)).toMatch(/^\(binary data/);
});

it('a single byte of another charset makes no text binary', () => {
  expect(quoteText('J\ufffdrgen')).toBe('"J\ufffdrgen"');
});

it.each([
  ['ok\r\nready', 'ok\nready', ': it would with other white space'],
  ['all\u00a0good', 'all good', ': it would with other white space'],
  ['status=up', ' up\n', ': it would without the white space around that'],
  ['{"status":"UP"}', '"up"', ': it does in other letters, large or small'],
  ['down', 'up', ''],
])('the difference between %j and the wanted %j is named: %j', (text, wanted, hint) => {
  expect(describeMissing('the body', text, wanted)).toBe(
    `the body ${writeVisibly(text)} does not contain ${writeVisibly(wanted)}${hint}`,
  );
});
