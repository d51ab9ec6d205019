import { describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import { chooseDigest, digestHeader } from '../../../src/probes/http/digest.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson, type HttpRoute } from '../../support/http-routes.ts';
import { DIGEST_USER, startDigestServer } from '../../support/lighttpd.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const describeLighttpd = await describeWithPackages('lighttpd');

describeLighttpd('Digest with a real lighttpd', () => {
  it.each(['MD5', 'SHA-256'] as const)(
    'by %s lets the right user in, also with a query, and no other one',
    async (algorithm) => {
      const server = await stopAfterTest(startDigestServer(algorithm));
      const judge = (digest: object) => judgeCheck(httpEndpoint, { url: `${server.url}?a=b%20c`, auth: { digest } });
      expect(formatVerdict(await judge(DIGEST_USER))).toMatch(/^ok -/);
      const refused = await judge({ ...DIGEST_USER, password: 'canary-wrong' });
      expect(formatVerdict(refused)).toMatch(/^failed auth: GET \S+: status is 401, expected 2xx$/);
      expect(refused.findings[0]?.evidence).toMatchObject({ authentication: { wanted: ['Digest'], sent: 'Digest' } });
      expect(JSON.stringify(refused)).not.toContain('canary');
      const steps = ['one', 'two'].map((name) => ({ name, url: server.url, contains: 'welcome' }));
      expect(formatVerdict(await judgeCheck(httpSteps, { steps, auth: { digest: DIGEST_USER } }))).toMatch(/^ok -/);
    },
  );
});

describe('Digest', () => {
  const challenge = (text: string) => chooseDigest([['www-authenticate', text]]);
  const MUFASA = { username: 'Mufasa', password: 'Circle of Life' };
  const PAGE = { method: 'GET', url: new URL('http://www.example.org/dir/index.html') };
  const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const RFC =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('by %s computes the answer of the example in RFC 7616', (algorithm, response) => {
    const chosen = challenge(`Digest ${RFC}, algorithm=${algorithm}`);
    const header = chosen === undefined ? '' : digestHeader(chosen, MUFASA, PAGE, CNONCE);
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('uri="/dir/index.html", ');
    expect(header).toContain('qop=auth, nc=00000001');
  });

  it('takes the strongest algorithm, wherever it stands', () => {
    const both = `Basic realm="x, y", Digest ${RFC}, algorithm=MD5, Digest ${RFC}, algorithm=SHA-256`;
    expect(challenge(both)?.hash).toBe('sha256');
    expect(challenge('Negotiate abc==, Digest realm="r", nonce="n"')?.hash).toBe('md5');
    expect(challenge('Basic realm="x"')).toBeUndefined();
    expect(() => challenge('Digest realm="r", nonce="n", qop="auth-int"')).toThrow(
      'the server wants Digest as MD5 auth-int',
    );
    expect(() => challenge('Digest realm="r", nonce="n", algorithm=TIGER')).toThrow('Digest as TIGER');
  });

  /** A server with these answers, one after the other: a challenge, or a next nonce. */
  const startScripted = async (answers: readonly (readonly [status: number, name: string, value: string])[]) => {
    const seen: string[] = [];
    const guarded: HttpRoute = ({ request, response }) => {
      const [status = 200, name = 'x', value = ''] = answers[seen.length] ?? [];
      seen.push(request.headers.authorization ?? '-');
      response.setHeader(name, value);
      answerJson(response, {}, status);
    };
    return { ...(await stopAfterTest(startHttpServer({ routes: { guarded } }))), seen };
  };
  const ask = (nonce: string, more = ''): readonly [number, string, string] => [
    401,
    'www-authenticate',
    `Digest realm="r", qop="auth", nonce="${nonce}"${more}`,
  ];
  const noncesOf = (seen: readonly string[]) =>
    seen.map((one) => `${/ nonce="(.*?)"/.exec(one)?.[1]} ${/nc=(\d+)/.exec(one)?.[1]}`);
  const auth = { digest: { username: 'u', password: 'p' } };

  it('counts the uses of a nonce, and changes it when the server says so', async () => {
    const server = await startScripted([
      ask('one'),
      [200, 'x', ''],
      [200, 'authentication-info', 'nc=00000002, nextnonce="two", qop=auth'],
      [200, 'x', ''],
      ask('three', ', stale=true'),
      [200, 'x', ''],
    ]);
    const steps = Array.from({ length: 4 }, (_, index) => ({ name: `step ${index}`, url: `${server.url}/guarded` }));
    expect(formatVerdict(await judgeCheck(httpSteps, { steps, auth }))).toMatch(/^ok -/);
    expect(noncesOf(server.seen)).toEqual([
      'undefined undefined',
      'one 00000001',
      'one 00000002',
      'two 00000001',
      'two 00000002',
      'three 00000001',
    ]);
  });

  it('ends after a nonce that is stale for ever, and when it is refused', async () => {
    const stale = await startScripted(Array.from({ length: 9 }, () => ask('n', ', stale=true')));
    expect(formatVerdict(await judgeCheck(httpEndpoint, { url: `${stale.url}/guarded`, auth }))).toMatch(
      /^failed auth/,
    );
    expect(stale.seen).toHaveLength(3);
    const refusing = await startScripted([ask('a'), ask('b'), ask('c')]);
    expect(formatVerdict(await judgeCheck(httpEndpoint, { url: `${refusing.url}/guarded`, auth }))).toMatch(
      /^failed auth/,
    );
    expect(refusing.seen).toHaveLength(2);
  });
});
