import { expect, it } from 'vitest';
import { parseRedisTarget } from '../../../src/probes/redis/target.ts';
import { redisUrlProblem } from '../../../src/probes/redis/url.ts';

it('the parameters of a url are honoured', () => {
  expect(parseRedisTarget({ url: 'rediss://cache?db=3&user=mon&password=p%26w&family=6' })).toMatchObject({
    host: 'cache',
    database: 3,
    user: 'mon',
    password: 'p&w',
    family: 6,
    tls: { insecure: false },
  });
  expect(parseRedisTarget({ url: 'rediss://cache?ssl_cert_reqs=none' }).tls).toEqual({ insecure: true });
  expect(parseRedisTarget({ url: 'rediss://cache?ssl_cert_reqs=required&ssl_ca_certs=/ca.pem' }).tls).toEqual({
    insecure: false,
    ca: '/ca.pem',
  });
});

it.each([
  ['redis://cache/0?dbb=1', 'the parameter dbb of the url is not supported: did you mean db?'],
  ['redis://cache?protocol=3', 'the parameter protocol of the url is not supported: known are db, user'],
  ['redis://cache?ssl_ca_certs=/ca.pem', 'write rediss://'],
  ['rediss://cache?ssl_cert_reqs=optional', 'ssl_cert_reqs in the url is required or none'],
  ['rediss://cache?ssl_cert_reqs=none&ssl_ca_certs=/ca.pem', 'ssl_cert_reqs=none does not use ssl_ca_certs'],
  ['redis://cache?db=x', 'the database in the url is no number'],
  ['unix://run/redis.sock', 'the url of a Unix socket has three slashes: write unix:///PATH'],
  ['redis://cache/0#x', 'the url has a #'],
  ['redis://mon:Tr0ub4dor@prod-geheim-7/2024@cache/0', 'the password in the url is not percent-encoded'],
  ['redis://mon:12/34@cache/0', 'the password in the url is not percent-encoded'],
])('%s is refused', (url, message) => expect(redisUrlProblem(url)).toContain(message));
