import { expect, it } from 'vitest';
import { parseMongodbTarget } from '../../../src/probes/mongodb/target.ts';
import { mongodbUrlProblem } from '../../../src/probes/mongodb/url.ts';

it.each([
  ['mongodb://a,b:27018/', { hosts: ['a', 'b:27018'], isDirect: false, tls: undefined }],
  [
    'mongodb://ann:p%40ss@h/shop?replicaSet=rs0',
    { login: { user: 'ann', password: 'p@ss', source: 'shop' }, replicaSet: 'rs0' },
  ],
  [
    'mongodb://ann:x@h/shop?authSource=admin&authMechanism=SCRAM-SHA-1',
    { login: { source: 'admin', mechanism: 'SCRAM-SHA-1' } },
  ],
  ['mongodb+srv://cluster0.abc.mongodb.net/?retryWrites=true&w=majority', { isSrv: true, tls: { insecure: false } }],
  ['mongodb://h/?ssl=true&tlsCAFile=/ca.pem', { tls: { ca: '/ca.pem' } }],
  ['mongodb://h/?tls=true&tlsInsecure=true', { tls: { insecure: true } }],
  ['mongodb://[2001:db8::1]:27017/?directConnection=true', { hosts: ['[2001:db8::1]:27017'], isDirect: true }],
])('the connection string %s is understood', (url, expected) => {
  expect(parseMongodbTarget({ url })).toMatchObject(expected);
});

it.each([
  ['mysql://h/', /is no MongoDB URL/],
  ['mongodb://ann:a/b@h/', /not percent-encoded/],
  ['mongodb+srv://a,b/', /one name without a port/],
  ['mongodb://h/?replicaset=rs0&authsorce=x', /did you mean authSource/],
  ['mongodb://h:port/', /no host:port/],
])('the connection string %s is refused with the reason', (url, message) => {
  expect(mongodbUrlProblem(url)).toMatch(message);
});

it.each([
  ['a user without a password', { url: 'mongodb://ann@h/' }, /cannot log in without a password/],
  ['a password without a user', { hosts: ['h'], password: 'x' }, /no user/],
  ['a certificate that is missing', { hosts: ['h'], authMechanism: 'MONGODB-X509' }, /give tls\.cert/],
  ['a mechanism that is not spoken', { url: 'mongodb://a:b@h/?authMechanism=GSSAPI' }, /none of SCRAM/],
  ['two servers asked directly', { hosts: ['a', 'b'], directConnection: true }, /asks one host/],
] as const)('%s is refused', (_, address, message) => {
  expect(() => parseMongodbTarget(address)).toThrow(message);
});
