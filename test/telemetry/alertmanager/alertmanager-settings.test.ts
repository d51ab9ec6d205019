import { expect, it } from 'vitest';
import { alertmanagerSettings } from '../../../src/telemetry/alertmanager/alertmanager-settings.ts';

it('reads where alerts go from the environment, else from the configuration', () => {
  const warnings: string[] = [];
  const config = { url: 'https://am.example', ca: '/ca.pem', resolveAfter: 900_000 };
  expect(alertmanagerSettings({}, null, warnings)).toBeNull();
  expect(alertmanagerSettings({ KAVMON_ALERTMANAGER_URL: ' ' }, config, warnings)).toEqual({
    urls: ['https://am.example'],
    caFile: '/ca.pem',
    resolveAfterMs: 900_000,
  });
  const env = { KAVMON_ALERTMANAGER_URL: 'am-0:9093/, am-1:9093,am-0:9093', KAVMON_ALERTMANAGER_RESOLVE_AFTER: '15m' };
  expect(alertmanagerSettings(env, { url: 'https://am.example' }, warnings)).toEqual({
    urls: ['http://am-0:9093', 'http://am-1:9093'],
    resolveAfterMs: 900_000,
  });
  expect(warnings).toEqual([]);
});

it('warns of what it ignores, and ends alerts after half an hour by default', () => {
  const warnings: string[] = [];
  const env = {
    KAVMON_ALERTMANAGER_URL: 'am:9093',
    KAVMON_ALERTMANAGER_RESOLVE_AFTER: 'soon',
    KAVMON_ALERTMANAGER_TOKEN: 'canary-77ab',
    KAVMON_ALERTMANAGER_TOKEN_FILE: '/token',
  };
  expect(alertmanagerSettings(env, null, warnings)).toEqual({
    urls: ['http://am:9093'],
    token: 'canary-77ab',
    resolveAfterMs: 1_800_000,
  });
  expect(warnings).toEqual([
    expect.stringContaining('TOKEN_FILE is ignored'),
    expect.stringContaining('"soon" is ignored'),
  ]);
});
