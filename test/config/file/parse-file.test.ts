import { expect, it } from 'vitest';
import { parseFile } from '../../../src/config/file/parse-file.ts';

it('refuses a number that would be rounded, with its place, and takes the bounds of a JSON Schema', () => {
  const text = 'a: { eq: 9007199254740993 }\nb: 1e400\nc: [9007199254740992, "9007199254740993", 0.1, 1e20]\n';
  const { problems } = parseFile('a.yaml', text);
  expect(problems).toEqual([
    {
      position: { file: 'a.yaml', line: 1, column: 10 },
      message: expect.stringMatching(/^a\.eq: a number beyond 2\^53 would be rounded: put it in quotes/),
    },
    { position: { file: 'a.yaml', line: 2, column: 4 }, message: expect.stringMatching(/^b: /) },
  ]);
  const schema = 'schema: { properties: { id: { maximum: 9223372036854775807 } } }';
  expect(parseFile('a.yaml', schema).problems).toEqual([]);
});
