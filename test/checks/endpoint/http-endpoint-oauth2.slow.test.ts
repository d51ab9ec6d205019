import { expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

it('a token endpoint that is silent is named before the check has used up its time', async () => {
  const { url } = await stopAfterTest(startHttpServer());
  const oauth2 = { tokenUrl: `${url}/hang`, clientId: 'a', clientSecret: 'canary-secret' };
  const result = await judgeCheck(httpEndpoint, { url: `${url}/ok`, auth: { oauth2 } });
  expect(formatVerdict(result)).toMatch(/^error auth: the token of \S+\/hang was not fetched: .*no answer in 5000 ms/);
});
