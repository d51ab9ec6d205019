import { expect, it } from 'vitest';
import { compareUnanswered } from '../../src/expectations/unanswered.ts';
import { ProbeError } from '../../src/model/errors.ts';

const textOf = (message: string, ...target: readonly string[]) =>
  compareUnanswered('disk', new ProbeError('permission', message), ...target).text;

it('what was not answered is named once: the target goes from the beginning of the message, and from nowhere else', () => {
  expect(textOf('db:1: no right', 'db:1')).toBe('disk: no right');
  expect(textOf('db:1: no right')).toBe('disk: db:1: no right');
  expect(textOf('no right: db:1: refused', 'db:1')).toBe('disk: no right: db:1: refused');
});
