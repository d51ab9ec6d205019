import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checks } from '../../../checks/index.ts';
import { explainIssue } from '../../../src/config/file/explain-issue.ts';

const firstMessage = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value, { error: explainIssue }).error?.issues[0]?.message;

it.each([
  ['expected at least 1 item, got an empty list', z.array(z.string()).min(1), []],
  ['expected at least 2 items', z.array(z.string()).min(2), ['a']],
  ['expected 2 items', z.array(z.string()).length(2), ['a']],
  ['expected at most 1 item', z.array(z.string()).max(1), ['a', 'b']],
  ['expected text, got an empty one', z.string().min(1), ''],
  ['expected at most 2 characters', z.string().max(2), 'secret'],
  ['expected at least 0', z.number().min(0), -1],
  ['expected more than 0', z.number().gt(0), 0],
  ['expected at most 65535', z.int().max(65_535), 99_999],
  ['expected a multiple of 5', z.number().multipleOf(5), 3],
  ['expected a URL', z.url(), 'secret'],
  ['expected text that matches /^a$/', z.string().regex(/^a$/), 'secret'],
])('%s', (words, schema, value) => expect(firstMessage(schema, value)).toBe(words));

it('suggests other words for as many unknown keys as are listed', () => {
  const keys = Array.from({ length: 101 }, (_, index) => [`hst${index}`, 1]);
  const lines = firstMessage(z.strictObject({ hst: z.string().optional() }), Object.fromEntries(keys))?.split('\n');
  expect(lines?.[99]).toBe('unknown key "hst99": did you mean "hst"? known: hst');
  expect(lines?.[100]).toBe('unknown key "hst100"');
});

describe('a wrong parameter of a built-in check gets a message of our own', () => {
  const WRONG = [undefined, null, '', [], {}, -1, 1.5, 1e12, 'x', [''], [{}], { a: 1 }, true];
  it.each(checks.map(({ name, params }) => [name, params] as const))('%s', (_, params) => {
    const messages = Object.keys(params.shape).flatMap((key) =>
      WRONG.flatMap((value) =>
        issueMessages(params.safeParse({ [key]: value }, { error: explainIssue }).error?.issues ?? []),
      ),
    );
    for (const message of messages) expect(message).not.toMatch(/^(Too (small|big)|Invalid)\b/);
  });
});

const issueMessages = (issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return issue.errors.flatMap(issueMessages);
    return issue.code === 'invalid_key' ? issueMessages(issue.issues) : [issue.message];
  });
