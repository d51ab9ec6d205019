import { expect, it } from 'vitest';
import { hasStrayHttpPassword, hasStrayPassword } from '../../src/text/stray-credentials.ts';

it.each([
  'postgres://mon:Tr0ub4dor@prod-geheim-7/2024@host/db',
  'postgres://mon:12/34@host/db',
  'postgres://mon:12#34@host/db',
  'postgres://mon:12?34@host/db',
  'postgres://mon:12?a=b@host/db',
  'postgres://mon:a@b?c@host/db',
  'redis://:secret@word#1@cache:6379/0',
  'http://mon:pa@ss/word@proxy:3128',
])('%s has a password that is not percent-encoded', (url) => expect(hasStrayPassword(url)).toBe(true));

it.each([
  'postgres://mon:pa%40ss%2Fword@host/db',
  'postgres://mon:pa@ss@host/db',
  'postgres://host:5432/db?user=mon@server&password=x',
  'postgres://host?user=mon@server',
  'postgres://mon@host/db?application_name=a@b',
  'redis://cache:6379/0',
  'no url @ all',
])('%s has none', (url) => expect(hasStrayPassword(url)).toBe(false));

it.each([
  'https://mon:Tr0ub4dor@prod-geheim-7/2024@host/',
  'https://mon:a@geheim#7@host/',
  'https://mon:a@b?c@host/',
  'https://mon:2024#x@host/',
  'https://mon:2024?x@host/',
  'https://mon:geheim/7@host/',
  'https://mon:geheim#7@host/',
  'https://mon:geheim\\7@host/',
])('%s has one of HTTP', (url) => expect(hasStrayHttpPassword(url)).toBe(true));

it.each([
  'https://host/@user',
  'https://mon:secret@registry/@scope/package',
  'http://host:8080/users/me@example.com',
  'https://host/?email=me@example.com',
  'https://mon:secret@host/?email=me@example.com',
  'http://host:3000/@vite/client',
  'https://mon:pa%40ss@host/',
  'http://[::1]/users/me@example.com',
  'http://[fe80::a]:8080/users/me@example.com',
])('%s has none of HTTP', (url) => expect(hasStrayHttpPassword(url)).toBe(false));
