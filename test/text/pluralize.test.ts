import { expect, it } from 'vitest';
import { pluralize } from '../../src/text/pluralize.ts';

it.each([
  [pluralize(0, 'pod'), '0 pods'],
  [pluralize(1, 'pod'), '1 pod'],
  [pluralize(2, 'pod'), '2 pods'],
  [pluralize(1, 'Ingress has', 'Ingresses have'), '1 Ingress has'],
  [pluralize(3, 'Ingress has', 'Ingresses have'), '3 Ingresses have'],
])('a number and its noun read well: %s', (text, wanted) => expect(text).toBe(wanted));
