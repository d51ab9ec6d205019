import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checks as catalogue } from '../../../checks/index.ts';
import { configText } from '../../../src/commands/init/config-text.ts';
import type { ProposedService } from '../../../src/commands/init/proposal.ts';
import { findKnownServer } from '../../../src/commands/init/well-known-images.ts';

const ORIGIN = { cluster: 'prod', namespaces: ['shop'], day: '2026-11-28', command: 'kavmon check' };

const service = (more: Partial<ProposedService>): ProposedService => ({
  ...{ name: 'web', namespace: 'shop', notes: [], checks: [], ...more },
});

const connection = { check: 'tcp-connection', params: { target: { service: 'web' } } };
const draft = { check: 'redis-connection', params: { url: { env: 'WEB_URL' } }, isDraft: true } as const;

describe('the text of a first configuration', () => {
  it('has comments for people, and drafts behind a comment sign', () => {
    const services = [service({ selector: 'app=web', notes: ['a note'], checks: [connection, draft] })];
    const leftOut = [{ what: 'Service shop/db', why: 'nobody is behind it' }];
    expect(
      configText({ services, leftOut }, ORIGIN),
    ).toBe(`# Written by kavmon init on 2026-11-28, from what was there in prod.
# Try it: kavmon check
# Then change what is not as you want it, and take away the comment signs where you have what is missing.

cluster: prod
namespaces: [ shop ]
services:
  # a note
  web:
    workloads: { selector: app=web }
    checks:
      tcp-connection: { target: { service: web } }
      # redis-connection: { url: { env: WEB_URL } }

# Left out:
# - nobody is behind it:
#     Service shop/db
`);
  });

  it('lists several of one check', () => {
    const named = ['http', 'admin'].map((name) => ({ ...connection, name }));
    const { services } = parse(configText({ services: [service({ checks: named })], leftOut: [] }, ORIGIN));
    expect(services.web.checks['tcp-connection'].map(({ name }: { name: string }) => name)).toEqual(['http', 'admin']);
  });

  it('has a draft in a list behind a sign of its own', () => {
    const named = ['a', 'b'].map((name) => ({ ...connection, name }));
    const checks = [{ ...connection, name: 'other', note: 'why', isDraft: true as const }, ...named];
    expect(configText({ services: [service({ checks })], leftOut: [] }, ORIGIN).split('checks:\n')[1]).toBe(
      `      tcp-connection:
        # why
      #   - { name: other, target: { service: web } }
        - { name: a, target: { service: web } }
        - { name: b, target: { service: web } }
`,
    );
  });

  it('keeps names of a hostile cluster inside of its values and comments', () => {
    const hostile = 'x\n  evil: { checks: {} } # \u009b31m ::set-output';
    const text = configText(
      {
        services: [service({ selector: hostile, notes: [hostile], checks: [{ ...connection, note: hostile }] })],
        leftOut: [{ what: hostile, why: hostile }],
      },
      { ...ORIGIN, cluster: hostile, namespaces: [hostile] },
    );
    const read = parse(text);
    expect(Object.keys(read.services)).toEqual(['web']);
    expect(read.services.web.workloads.selector).toMatch(/^x evil: \{ checks: \{\} \} #/);
    expect(text).not.toContain('\u009b');
  });

  it('has a service with drafts alone behind a comment sign as a whole', () => {
    const text = configText(
      { services: [service({ name: 'db', notes: ['a note'], checks: [{ ...draft, note: 'why' }] })], leftOut: [] },
      ORIGIN,
    );
    expect(text.split('services:\n')[1]).toBe(`  # a note
  # db:
  #   checks:
  #     # why
  #     redis-connection: { url: { env: WEB_URL } }
`);
  });

  it.each([
    ['postgres:16', 5432],
    ['registry.example/zalando/spilo-15:3.0', 5432],
    ['pgbouncer', 6432],
    ['bitnami/redis', 6379],
    ['mariadb-galera', 3306],
    ['mongo:7', 27_017],
    ['rabbitmq:3-management', 5672],
    ['rabbitmq:3-management', 15_672],
    ['apache/kafka:4.0.0', 9092],
    ['nats:2-alpine', 4222],
    ['docker.elastic.co/elasticsearch/elasticsearch:8.11', 9200],
    ['opensearchproject/opensearch', 9200],
    ['quay.io/minio/minio:latest', 9000],
    ['chrislusf/seaweedfs:4', 8333],
  ])('has a draft for %s at %d that its check takes', (image, port) => {
    const known = findKnownServer(image, port, (name) => catalogue.some((check) => check.name === name));
    const place = { target: { service: 'web', namespace: 'shop' }, address: 'web.shop.svc:1', variable: 'WEB' };
    const check = catalogue.find(({ name }) => name === known?.check);
    expect(check?.params.safeParse(known?.params(place)).error?.message).toBeUndefined();
    expect(JSON.stringify(known?.params(place))).not.toMatch(/"(?:password|token)":"/);
    expect(check).toBeDefined();
  });
});
