import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

/** What stands in a template: a code in capitals, a word, an address, a number, a scheme of authentication. */
const FILLINGS = ['NOAUTH Authentication required.', 'something', '10.0.0.7:6379', '42', 'Digest'] as const;

const listSources = (folder: string): readonly string[] =>
  readdirSync(join(REPOSITORY_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

/** Every text of a source file that has a blank, its templates filled. */
const readSentences = (path: string): readonly string[] => {
  const sentences: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) sentences.push(node.text);
    if (ts.isTemplateExpression(node))
      for (const filling of FILLINGS)
        sentences.push(node.head.text + node.templateSpans.map(({ literal }) => filling + literal.text).join(''));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(join(REPOSITORY_ROOT, path), 'utf8'), ts.ScriptTarget.Latest));
  // A header that is sent is no sentence.
  return sentences.filter((text) => /\S \S/.test(text) && !/^(?:Bearer|Basic|Token) \S+( \S+ \S+)?$/.test(text));
};

describe('sentences of the program', () => {
  const sentences = [...listSources('src'), ...listSources('checks')].map(
    (path) => [path, readSentences(path)] as const,
  );

  it('are found in the sources', () => {
    expect(sentences.flatMap(([, found]) => found).length).toBeGreaterThan(3000);
  });

  it('are never taken for secrets', () => {
    const redactor = createRedactor();
    const masked = sentences.flatMap(([path, found]) =>
      found.filter((text) => redactor.text(text) !== text).map((text) => `${path}: ${redactor.text(text)}`),
    );
    expect(masked).toEqual([]);
  });
});

it.each([
  'the server asks to log in: NOAUTH Authentication required.',
  'the credentials were refused: WRONGPASS invalid username-password pair or user is disabled.',
  'credentials were given, and the server asks for none: ERR AUTH <password> called without any password configured',
  "the user lacks a right: NOPERM this user has no permissions to run the 'info' command",
  'the server asks for a password, and none is given',
  'password authentication failed for user "kavmon" (SQLSTATE 28P01)',
  'the answer breaks a rule of HTTP, Invalid character in Content-Length',
  'the server wants Digest, NTLM; kavmon speaks Basic and Bearer',
  'does this port want TLS (rediss://, tls: {})?',
])('the words that people search for stay readable: %s', (text) => {
  expect(createRedactor().text(text)).toBe(text);
});
