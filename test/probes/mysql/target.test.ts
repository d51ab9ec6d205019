import { expect, it } from 'vitest';
import { mysqlUrlProblem, parseMysqlTarget } from '../../../src/probes/mysql/target.ts';

it.each([
  [
    'mysql://ann:p%40ss@db.example/shop',
    { host: 'db.example', port: 3306, user: 'ann', password: 'p@ss', database: 'shop', mode: 'preferred' },
  ],
  ['mariadb://ann@[2001:db8::1]:3307', { host: '2001:db8::1', port: 3307, text: '[2001:db8::1]:3307' }],
  ['mysql+pymysql://ann@h/d?charset=utf8mb4', { host: 'h', database: 'd' }],
  ['jdbc:mysql://h:3306/d?user=ann&password=x&sslMode=VERIFY_CA', { user: 'ann', password: 'x', mode: 'verify_ca' }],
  ['mysql://ann@h/?ssl-mode=required', { mode: 'required', tls: { insecure: true } }],
  [
    'mysql://ann@h/?ssl-ca=/ca.pem',
    { mode: 'verify_identity', tls: { ca: '/ca.pem', insecure: false, anyName: false } },
  ],
  ['mysql://ann@localhost/d?socket=/run/mysqld.sock', { socketPath: '/run/mysqld.sock', mode: 'disabled' }],
])('the URL %s is understood', (url, expected) => {
  expect(parseMysqlTarget({ url })).toMatchObject(expected);
});

it.each([
  ['postgres://h/d', /is no MySQL URL/],
  ['mysql://ann:a/b@h/d', /not percent-encoded/],
  ['mysql://${HOST}/d', /placeholder/],
  ['mysql://a,b/d', /several hosts/],
  ['mysql://h/d?sslmod=REQUIRED', /did you mean sslMode/],
  ['mysql://h/d?ssl-mode=VERIFY_IDENTITI', /did you mean verify_identity/],
  ['mysql://h/d?ssl-mode=REQUIRED&ssl-ca=/ca.pem', /required does not use the root certificate/],
  ['mysql://h/d#x', /write %23/],
])('the URL %s is refused with the reason', (url, message) => {
  expect(mysqlUrlProblem(url)).toMatch(message);
});
