// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what is tested
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

it.each([
  ['a: { host: "${APP_HOST}" }', 'a.host: ${APP_HOST} is not replaced: kavmon takes values from the environment by'],
  ['notContains: ${FORBIDDEN}', 'notContains: ${FORBIDDEN} is not replaced'],
  ['url: "http://${HOST:-hunter2}/x"', 'url: ${HOST} is not replaced'],
  ['matches: "^${NAME}$"', 'matches: ${NAME} is not replaced'],
  ['header: "x ${NAME"', 'header: ${NAME} is not replaced'],
  ['host: $APP_HOST', 'host: $APP_HOST is not replaced'],
  ['urls: ["http://{{ .Values.host }}/"]', 'urls[0]: a placeholder ({{ }}, $( )) is not replaced'],
  ['host: $(APP_HOST)', 'host: a placeholder'],
])('refuses what only other programs replace, with its place: %s', (text, message) => {
  const [problem] = parseFile('a.yaml', text).problems;
  expect(problem?.message).toContain(message);
  expect(problem?.message).not.toContain('hunter2');
  expect(problem?.position).toMatchObject({ file: 'a.yaml', line: 1 });
});

it('takes dollar signs that are meant as they stand', () => {
  const text = [
    'contains: US$5',
    'lone: $',
    String.raw`matches: ["^a{2}$", '\$\{[A-Z]+\}', '\${NAME}', "$"]`,
    'sql: select $$x$$, $1',
    'notContains: "$${NAME}"',
    'template: "{{ name }}"',
    'argv: [sh, -c, "echo ${HOME} $${X}"]',
  ].join('\n');
  const { problems, document } = parseFile('a.yaml', text);
  expect(problems).toEqual([]);
  expect(document?.value).toMatchObject({ notContains: '${NAME}', argv: ['sh', '-c', 'echo ${HOME} $${X}'] });
});
