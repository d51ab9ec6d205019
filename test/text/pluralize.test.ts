import { expect, it } from 'vitest';
import { counted } from '../../src/text/pluralize.ts';

it.each([
  [counted(0, 'pod'), '0 pods'],
  [counted(1, 'pod'), '1 pod'],
  [counted(2, 'pod'), '2 pods'],
  [counted(1, 'Ingress has', 'Ingresses have'), '1 Ingress has'],
  [counted(3, 'Ingress has', 'Ingresses have'), '3 Ingresses have'],
])('a number and its noun read well: %s', (text, wanted) => expect(text).toBe(wanted));
