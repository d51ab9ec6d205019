import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { alertmanagerSettings } from '../../../src/telemetry/alertmanager/alertmanager-settings.ts';
import { readActiveAlerts } from '../../../src/telemetry/alertmanager/read-alerts.ts';
import { startReceiver } from '../sending.ts';

const TOKEN = 'canary-token-9f';

const readFrom = async (answer: RequestListener) => {
  const env = { KAVMON_ALERTMANAGER_URL: await startReceiver(answer), KAVMON_ALERTMANAGER_TOKEN: TOKEN };
  const settings = alertmanagerSettings(env, null, []);
  if (settings === null) throw new Error('no settings');
  const [url = ''] = settings.urls;
  return readActiveAlerts({ url, settings, namespace: 'drill', budgetMs: 500, env });
};

describe('readActiveAlerts', () => {
  it('asks for the alerts of the namespace, with the token of the settings', async () => {
    const seen: unknown[] = [];
    const alerts = await readFrom(({ method, url, headers }, response) => {
      seen.push([method, decodeURIComponent(url ?? ''), headers.authorization]);
      response.end('[{"labels":{"name":"web"}},{}]');
    });
    expect(seen).toEqual([['GET', '/api/v2/alerts?filter=namespace="drill"', `Bearer ${TOKEN}`]]);
    expect(alerts).toEqual([{ name: 'web' }, {}]);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['an answer that is no list', (_, response) => response.end('{}'), /no list: .*no Alertmanager/],
    ['a page', (_, response) => response.end('<html>'), /no list: .*no Alertmanager/],
    [
      'a refusal that repeats the token',
      ({ headers }, response) => response.writeHead(403).end(headers.authorization),
      /\*\*\*/,
    ],
    ['silence', () => {}, /no answer within 500 ms/],
  ])('rejects with the cause, and no secret, on %s', async (_, answer, words) => {
    const error = await readFrom(answer).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).not.toContain(TOKEN);
  });
});
