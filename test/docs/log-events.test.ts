import { describe, expect, it } from 'vitest';
import { logEventDescriptions, RUN_FIELDS } from '../../src/docs/log-events.ts';
import { type LogLine, logWholeRun } from '../log/open-test-log.ts';
import { fullReport } from '../report/sample-report.ts';

const COMMON_FIELDS = new Set(['level', 'time', 'message', 'kavmon', 'truncated', 'truncated_bytes']);

const describedAs = (message: string) =>
  logEventDescriptions.find((event) =>
    event.message.split(' / ').some((text) => text === message || message.endsWith(text.replace('N of M ', ''))),
  );

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: (value) => value === null || [value].flat().every((item) => typeof item === 'string'),
  text: (value) => typeof value === 'string',
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  boolean: (value) => value === null || typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  float: (value) => typeof value === 'number',
  document: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** `problem.kind` and its value; a document is one field. */
const fieldsOf = (line: LogLine, documents: ReadonlySet<string>): readonly (readonly [string, unknown])[] =>
  Object.entries(line)
    .filter(([name]) => !COMMON_FIELDS.has(name))
    .flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !documents.has(name)
        ? Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner] as const)
        : [[name, value] as const],
    );

describe('the table of log events', async () => {
  const lines = (await logWholeRun('json', fullReport.results)).map((line) => JSON.parse(line) as LogLine);

  it('describes every field of every line of a run, with its type', () => {
    for (const line of lines) {
      const event = describedAs(String(line.message));
      expect(event, String(line.message)).toBeDefined();
      const types = new Map(event?.fields.map(([path, type]) => [path, type]));
      const documents = new Set([...types].filter(([, type]) => type === 'document').map(([path]) => path));
      for (const [path, value] of fieldsOf(line, documents)) {
        const type = types.get(path);
        expect(type, `${line.message}: ${path}`).toBeDefined();
        expect(TYPES[type ?? '']?.(value), `${path} is ${type}: ${JSON.stringify(value)}`).toBe(true);
      }
    }
  });

  it('describes every field of the run, and no other', () => {
    for (const line of lines)
      expect(Object.keys(line.kavmon as object).toSorted()).toEqual(RUN_FIELDS.map(([name]) => name).toSorted());
  });

  it('describes no event that a run does not write', () => {
    const written = new Set(lines.map((line) => describedAs(String(line.message))?.message));
    const rare = ['More problems were found than are logged one by one'];
    expect(logEventDescriptions.map(({ message }) => message).filter((text) => !written.has(text))).toEqual(rare);
  });
});
