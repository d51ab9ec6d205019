import { nkeys } from '@nats-io/transport-node';
import { expect, it } from 'vitest';
import natsConnection from '../../../checks/queue/nats-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startNats } from '../../support/nats.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeNats = await describeWithPackages('nats-server');

const base64Url = (value: object | Uint8Array): string =>
  Buffer.from(value instanceof Uint8Array ? value : JSON.stringify(value)).toString('base64url');

type Keys = ReturnType<typeof nkeys.createUser>;

/** A token of NATS (https://docs.nats.io, JWT): who `issuer` says that `subject` is. */
const signToken = (issuer: Keys, subject: Keys, nats: object): string => {
  const claims = { jti: 'x', iat: 1_700_000_000, iss: issuer.getPublicKey(), sub: subject.getPublicKey(), name: 'lab' };
  const text = `${base64Url({ typ: 'JWT', alg: 'ed25519-nkey' })}.${base64Url({ ...claims, nats: { ...nats, version: 2 } })}`;
  return `${text}.${base64Url(issuer.sign(Buffer.from(text)))}`;
};

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
const ACCOUNT = { limits: { ...UNLIMITED, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 } };

describeNats('a NATS server that knows accounts by their tokens', () => {
  it('lets in who has the file of credentials as nsc writes it, and nobody with that of another account', async () => {
    const [operator, user] = [nkeys.createOperator(), nkeys.createUser()];
    const [account, other] = [nkeys.createAccount(), nkeys.createAccount()];
    const lines = [
      `operator: ${signToken(operator, operator, { type: 'operator' })}`,
      'resolver: MEMORY',
      `resolver_preload: { ${account.getPublicKey()}: ${signToken(operator, account, { ...ACCOUNT, type: 'account' })} }`,
    ];
    const { port } = await stopAfterTest(startNats({ lines, jetstream: false }));
    const judge = async (issuer: Keys): Promise<string> => {
      const token = signToken(issuer, user, { ...UNLIMITED, pub: {}, sub: {}, type: 'user' });
      const seed = new TextDecoder().decode(user.getSeed());
      const credentials = `-----BEGIN NATS USER JWT-----\n${token}\n------END NATS USER JWT------\n\n*** keep it ***\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------`;
      const result = await judgeCheck(natsConnection, { host: '127.0.0.1', port, credentials });
      expect(JSON.stringify(result)).not.toContain(seed);
      return formatVerdict(result);
    };
    expect(await judge(account)).toMatch(/^ok -/);
    expect(await judge(other)).toMatch(/^failed auth: .*Authorization Violation/);
  });
});
