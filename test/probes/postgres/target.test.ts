import { expect, it } from 'vitest';
import { parsePostgresTargets } from '../../../src/probes/postgres/target.ts';

const parseTarget = (address: Parameters<typeof parsePostgresTargets>[0]) => parsePostgresTargets(address)[0];

it('a url is parsed, and parts override its own', () => {
  const url = 'postgresql+asyncpg://us%40er:p%2Fw@db.example:6432/shop?sslmode=require';
  expect(parseTarget({ url })).toMatchObject({
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
    parseTarget({ url, password: 'other', host: '::1', database: 'x', ssl: { mode: 'verify-full' } }),
  ).toMatchObject({
    password: 'other',
    text: '[::1]:6432/x',
    tls: { insecure: false },
  });
  expect(parseTarget({ host: 'h', user: 'u' })).toMatchObject({ port: 5432, database: 'u', mode: 'prefer' });
  expect(parseTarget({ host: 'h', user: 'u', ssl: { ca: 'x' } })).toMatchObject({ mode: 'verify-full' });
});
