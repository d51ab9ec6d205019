import { beforeAll, describe, expect, it } from 'vitest';
import { type ChartValues, findTools, podSpecOf, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

/** The variables about Alertmanager of the first CronJob. */
const alertVariables = async (values: ChartValues) => {
  const cronJob = (await renderChart(values)).find(({ kind }) => kind === 'CronJob');
  const { env } = podSpecOf(cronJob).containers[0];
  return Object.fromEntries(
    env
      .filter(({ name }: { name: string }) => name.startsWith('KAVMON_ALERTMANAGER'))
      .map(({ name, value, valueFrom }: { name: string; value?: string; valueFrom?: unknown }) => [
        name.replace('KAVMON_ALERTMANAGER_', ''),
        value ?? valueFrom,
      ]),
  );
};

const withUrl = (json: Record<string, unknown> = {}): ChartValues => ({
  json: { 'alertmanager.url': 'http://a:9093', ...json },
});

describe('alerts of scheduled runs', () => {
  beforeAll(findTools, TOOLS_TIMEOUT_MS);

  it('are sent nowhere unless asked for', async () => {
    expect(await alertVariables({})).toEqual({});
  });

  it('go to the address, with a token from a Secret, and end after half an hour', async () => {
    const secret = { name: 'am', key: 'token' };
    expect(await alertVariables(withUrl({ 'alertmanager.tokenSecret': secret }))).toEqual({
      URL: 'http://a:9093',
      TOKEN: { secretKeyRef: secret },
      RESOLVE_AFTER: '1800s',
    });
  });

  it('end after three intervals of a job that runs less often, or when the value says', async () => {
    const hourly = { 'jobDefaults.schedule': 'H * * * *' };
    expect(await alertVariables(withUrl(hourly))).toMatchObject({ RESOLVE_AFTER: '10800s' });
    const own = { ...hourly, 'alertmanager.resolveAfter': '4h' };
    expect(await alertVariables(withUrl(own))).toMatchObject({ RESOLVE_AFTER: '4h' });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a password', { 'alertmanager.url': 'http://a:9093,http://ann:pw@b:9093' }, /alertmanager\.urlSecret/],
    [
      'two addresses',
      { 'alertmanager.url': 'http://a:9093', 'alertmanager.urlSecret': { name: 'a', key: 'b' } },
      /alertmanager: url and urlSecret exclude each other/,
    ],
    [
      'a port that the policy closes',
      { 'alertmanager.url': 'http://a:9093', 'networkPolicy.enabled': true },
      /networkPolicy\.ports: 9093 is missing, the port of alertmanager\.url/,
    ],
  ])('are refused with %s', async (_, json, message) => {
    await expect(renderChart({ json })).rejects.toThrow(message);
  });
});
