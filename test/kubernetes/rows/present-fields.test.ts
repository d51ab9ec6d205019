import { expect, it } from 'vitest';
import { decodePage, encodePage } from '../../../src/kubernetes/rows/pages.ts';

it('Rows come out of a page without the fields that were undefined, and what they share they share still', () => {
  const template = { image: 'web:1', user: undefined };
  const rows = [
    { name: 'a', node: undefined, ports: [{ host: undefined, port: 80 }], template },
    { name: 'b', template },
  ];
  const [first, second] = decodePage(encodePage(rows)) as [(typeof rows)[0], (typeof rows)[0]];
  expect(first).toStrictEqual({ name: 'a', ports: [{ port: 80 }], template: { image: 'web:1' } });
  expect(second.template).toBe(first.template);
});
