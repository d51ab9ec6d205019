import { expect, it } from 'vitest';
import { parsePostgresTarget } from '../../../src/probes/postgres/target.ts';

it('a url is parsed, and parts override its own', () => {
  const url = 'postgresql+asyncpg://us%40er:p%2Fw@db.example:6432/shop?sslmode=require';
  expect(parsePostgresTarget({ url })).toMatchObject({
    host: 'db.example',
    port: 6432,
    user: 'us@er',
    password: 'p/w',
    database: 'shop',
    mode: 'require',
    tls: { insecure: true },
    text: 'db.example:6432/shop',
  });
  expect(
    parsePostgresTarget({ url, password: 'other', host: '::1', database: 'x', ssl: { mode: 'verify-full' } }),
  ).toMatchObject({
    password: 'other',
    text: '[::1]:6432/x',
    tls: { insecure: false },
  });
  expect(parsePostgresTarget({ host: 'h', user: 'u' })).toMatchObject({ port: 5432, database: 'u', mode: 'prefer' });
  expect(parsePostgresTarget({ host: 'h', user: 'u', ssl: { ca: 'x' } })).toMatchObject({ mode: 'verify-full' });
});
