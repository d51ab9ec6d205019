import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checks } from '../../../checks/index.ts';
import { fileSchema } from '../../../src/config/file/schema.ts';
import { buildShape, everyWord, findMentioned } from '../../../src/config/registrations/schema-parts.ts';

const SOUND_FILE = {
  cluster: 'blue',
  namespaces: ['shop'],
  ownChecks: ['own'],
  services: {
    shop: {
      severity: 'sev1',
      runbook: 'https://runbooks/shop',
      workloads: { selector: 'app=shop' },
      checks: {
        'http-endpoint': [{ name: 'page', url: 'http://shop', timeout: '3s', retry: { attempts: 2, backoff: '1s' } }],
        login: { check: 'tcp-connection', host: 'shop', port: 22 },
      },
      dependsOn: { 'redis-connection': { url: { env: 'REDIS_URL' }, enabled: false } },
    },
  },
  checks: { 'pods-pending': { grace: '10m', severity: 'sev3' } },
  ignore: [{ check: 'crash-loops', object: 'pod/legacy-*', reason: 'going', until: '2026-12-31' }],
  metrics: { labels: { team: 'shop' } },
  alertmanager: { url: 'http://alertmanager:9093', resolveAfter: '30m' },
};

describe('the schema of the words that a file mentions', () => {
  it('reads a sound file with every key, and each key alone, as the whole schema does', () => {
    const whole = fileSchema(checks);
    const files = [SOUND_FILE, ...Object.entries(SOUND_FILE).map(([key, value]) => ({ [key]: value }))];
    for (const file of files) {
      const isMentioned = findMentioned(file);
      const mentioned = fileSchema(
        checks.filter(({ name }) => isMentioned(name)),
        isMentioned,
      );
      expect(mentioned.parse(file)).toEqual(whole.parse(file));
    }
  });

  it.each([
    { name: 'of a key that is none', file: { ...SOUND_FILE, nodes: [] } },
    { name: 'of a check that is none', file: { services: { shop: { checks: { 'http-endpont': {} } } } } },
    { name: 'of a value that is wrong', file: { ...SOUND_FILE, metrics: { labels: { team: 7 } } } },
  ])('takes no file $name', ({ file }) => {
    const isMentioned = findMentioned(file);
    const mentioned = fileSchema(
      checks.filter(({ name }) => isMentioned(name)),
      isMentioned,
    );
    expect(mentioned.safeParse(file).success).toBe(false);
  });
});

describe('buildShape', () => {
  it('makes the schemas of the wanted keys, and only these', () => {
    const made: string[] = [];
    const part = (key: string) => () => {
      made.push(key);
      return z.string();
    };
    const parts = { one: part('one'), two: part('two') };
    expect(Object.keys(buildShape(parts, (key) => key === 'two'))).toEqual(['two']);
    expect(made).toEqual(['two']);
    expect(Object.keys(buildShape(parts, everyWord))).toEqual(['one', 'two']);
  });
});

describe('findMentioned', () => {
  it('finds keys and texts at every depth, and nothing else', () => {
    const isMentioned = findMentioned({ services: { shop: [{ check: 'tcp-connection' }, null, 3] } });
    expect(['services', 'shop', 'check', 'tcp-connection'].filter(isMentioned)).toHaveLength(4);
    expect(['tcp', 'shops', '3'].filter(isMentioned)).toEqual([]);
  });
});
