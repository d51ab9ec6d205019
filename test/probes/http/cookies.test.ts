import { expect, it } from 'vitest';
import { createCookieJar } from '../../../src/probes/http/cookies.ts';

const HOST = 'https://shop.example.com/app/login';

it.each([
  ['a=1', 'https://shop.example.com/app/x', 'a=1'],
  ['a=1', 'https://shop.example.com/other', undefined],
  ['a=1; Path=/', 'https://shop.example.com/other', 'a=1'],
  ['a=1; Path=/ap', 'https://shop.example.com/app', undefined],
  ['a=1; Path=/', 'https://shop.example.com:8443/', 'a=1'],
  ['a=1; Path=/; Secure', 'http://shop.example.com/', undefined],
  ['a=1; Path=/', 'http://shop.example.com/', 'a=1'],
  ['a=1; Path=/', 'https://example.com/', undefined],
  ['a=1; Path=/', 'https://www.shop.example.com/', undefined],
  ['a=1; Path=/; Domain=.Example.com', 'https://login.example.com/', 'a=1'],
  ['a=1; Path=/; Domain=example.com', 'https://notexample.com/', undefined],
  ['a=1; Path=/; Domain=other.example.com', 'https://shop.example.com/', undefined],
  ['a=1; Path=/; Domain=other.example.com', 'https://other.example.com/', undefined],
  ['a=1; Path=/; Domain=com', 'https://other.com/', undefined],
  ['a=1; Path=/; Max-Age=0', 'https://shop.example.com/', undefined],
  ['a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'https://shop.example.com/', undefined],
  ['a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'https://shop.example.com/', 'a=1'],
  ['a=x=y; Path=/', 'https://shop.example.com/', 'a=x=y'],
  ['nonsense', 'https://shop.example.com/app/x', 'nonsense='],
  ['=1', 'https://shop.example.com/app/x', undefined],
])('the cookie %j goes to %s as %s', (line, url, expected) => {
  const jar = createCookieJar();
  jar.store([line], new URL(HOST));
  expect(jar.headerFor(new URL(url), undefined)).toBe(expected);
});

it('a later cookie replaces one of its name, and Max-Age=0 takes it back', () => {
  const jar = createCookieJar();
  jar.store(['a=1', 'b=2'], new URL(HOST));
  jar.store(['a=3'], new URL(HOST));
  expect(jar.headerFor(new URL(HOST), undefined)).toBe('b=2; a=3');
  jar.store(['a=; Max-Age=0'], new URL(HOST));
  expect(jar.headerFor(new URL(HOST), undefined)).toBe('b=2');
});

it('cookies that were given are sent, too, unless the server has set one of their name', () => {
  const jar = createCookieJar();
  expect(jar.headerFor(new URL(HOST), 'x=1; a=0')).toBe('x=1; a=0');
  jar.store(['a=1'], new URL(HOST));
  expect(jar.headerFor(new URL(HOST), 'x=1; a=0')).toBe('x=1; a=1');
});

it('cookies of an address go back to that address only', () => {
  const jar = createCookieJar();
  jar.store(['a=1; Domain=0.0.1'], new URL('http://127.0.0.1/'));
  expect(jar.headerFor(new URL('http://127.0.0.1/'), undefined)).toBeUndefined();
  jar.store(['a=1; Domain=127.0.0.1'], new URL('http://127.0.0.1/'));
  expect(jar.headerFor(new URL('http://127.0.0.1:81/'), undefined)).toBe('a=1');
});
