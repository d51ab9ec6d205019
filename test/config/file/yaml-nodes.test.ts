import { expect, it } from 'vitest';
import { configError } from '../../../src/config/file/config-problem.ts';
import { parseFile } from '../../../src/config/file/parse-file.ts';

it('every key of a mapping of 40,000 has its position within seconds, and a hundred of so many errors are told', () => {
  const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}`);
  const { document } = parseFile('many.yaml', keys.map((key) => `${key}: 1`).join('\n'));
  const from = performance.now();
  const problems = keys.map((key) => ({
    position: document?.positionAt([key], 'key'),
    message: `unknown key "${key}"`,
  }));
  expect(problems.at(-1)?.position).toMatchObject({ line: 40_000 });
  // By walking over the mapping for each key it would take minutes.
  expect(performance.now() - from).toBeLessThan(5_000);
  const lines = configError(problems).message.split('\n');
  expect([lines.length, lines.at(0), lines.at(-1)]).toEqual([
    102,
    '40000 errors in the configuration:',
    'and 39900 more',
  ]);
});
