import { describe, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { filterValues, inShard, matchByFilters, selectByFilters, shardOf } from '../../src/config/select.ts';
import { UsageError } from '../../src/model/errors.ts';

const registrationOf = (id: string, more: Partial<Registration> = {}): Registration => {
  const [service = '', name = ''] = id.split('/');
  return {
    id,
    name,
    check: name,
    group: 'pods',
    service,
    title: '',
    remedy: '',
    severity: 'sev3',
    runbook: null,
    enabled: true,
    timeoutMs: 1000,
    retry: { attempts: 1, backoffMs: 0, attemptTimeoutMs: null },
    repeatable: true,
    params: {},
    views: [],
    wantedViews: [],
    probes: [],
    ...more,
  };
};

const allRegistrations = [
  registrationOf('cluster/pods-waiting'),
  registrationOf('cluster/pods-bare', { group: 'hygiene', enabled: false }),
  registrationOf('cluster/pods-off', { enabled: false, switchedOff: true }),
  registrationOf('api/http-page', { group: 'endpoint' }),
  registrationOf('api/front', { group: 'endpoint', check: 'http-page' }),
  registrationOf('web/http-page', { group: 'dependency' }),
];
const knownNames = {
  services: ['cluster', 'api', 'web', 'idle'],
  names: ['http-page', 'front', 'pods-waiting', 'pods-bare', 'pods-off', 'sql-login'],
};
const selectedIds = (filters: { group?: string[]; name?: string[]; service?: string[] }) =>
  selectByFilters(allRegistrations, { group: [], name: [], service: [], ...filters }, knownNames).map(({ id }) => id);

describe('select', () => {
  it('takes everything that is on, dependencies included', () => {
    expect(selectedIds({})).toEqual(['cluster/pods-waiting', 'api/http-page', 'api/front', 'web/http-page']);
  });

  it('joins values of one flag by OR and flags by AND', () => {
    expect(selectedIds({ group: ['endpoint,dependency'] })).toEqual(['api/http-page', 'api/front', 'web/http-page']);
    expect(selectedIds({ group: ['endpoint', 'dependency'], service: ['web'] })).toEqual(['web/http-page']);
  });

  it('matches names of registrations and of checks', () => {
    expect(selectedIds({ name: ['http-page'] })).toEqual(['api/http-page', 'api/front', 'web/http-page']);
    expect(selectedIds({ name: ['front'] })).toEqual(['api/front']);
  });

  it('runs what is off by default when the group or the name says so, not for its service', () => {
    expect(selectedIds({ group: ['hygiene'] })).toEqual(['cluster/pods-bare']);
    expect(selectedIds({ name: ['pods-bare'] })).toEqual(['cluster/pods-bare']);
    expect(selectedIds({ service: ['cluster'] })).toEqual(['cluster/pods-waiting']);
  });

  it('runs what the configuration switched off by name only, so that a scheduled group leaves it out', () => {
    expect(selectedIds({ group: ['pods'] })).toEqual(['cluster/pods-waiting']);
    expect(selectedIds({ name: ['pods-off'] })).toEqual(['cluster/pods-off']);
    expect(selectedIds({ name: ['pods-off'], group: ['pods'] })).toEqual(['cluster/pods-off']);
  });

  it.each([
    [{ group: ['pod'] }, 'unknown group "pod": did you mean "pods"? known: pods, workloads,'],
    [
      { name: ['pods-waitng'] },
      'unknown name "pods-waitng": did you mean "pods-waiting"? known: http-page, front, pods-waiting,',
    ],
    [
      { name: ['kube-system'] },
      'unknown name "kube-system": -n is the name of a check, --namespace looks at a namespace; known: ',
    ],
    [{ service: ['zzz'] }, 'unknown service "zzz": known: cluster, api, web, idle'],
    [{ group: ['pods,nope'] }, 'unknown group "nope": '],
  ])('refuses %j with what is known', (filters, message) => {
    expect(() => selectedIds(filters)).toThrow(UsageError);
    expect(() => selectedIds(filters)).toThrow(message);
  });

  it('refuses a selection of nothing', () => {
    expect(() => selectedIds({ service: ['idle'] })).toThrow(
      'nothing selected: 6 checks, none of them for --service idle',
    );
    expect(() => selectedIds({ group: ['pods'], service: ['api'] })).toThrow('--group pods --service api');
    expect(() => selectedIds({ group: ['queue'] })).toThrow(
      /none of them for --group queue: .+ services .+ that list them$/,
    );
    expect(() => selectedIds({ name: ['sql-login'] })).toThrow('no service of the configuration uses sql-login');
  });

  it('shows also what is off when it only looks', () => {
    const filters = { group: [], name: [], service: ['cluster'] };
    expect(matchByFilters(allRegistrations, filters, knownNames).map(({ name }) => name)).toEqual([
      'pods-waiting',
      'pods-bare',
      'pods-off',
    ]);
    expect(matchByFilters(allRegistrations, { ...filters, service: ['idle'] }, knownNames)).toEqual([]);
  });

  it('splits comma lists, trims, and drops what is empty or there twice', () => {
    expect(filterValues(['a, b', 'b', ',', ''])).toEqual(['a', 'b']);
  });
});

describe('shards', () => {
  const many = Array.from({ length: 1000 }, (_, index) => registrationOf(`service-${index % 50}/check-${index}`));

  it('are disjoint and complete, and none is far from its share', () => {
    for (const count of [1, 2, 3, 7]) {
      const shards = Array.from({ length: count }, (_, index) => inShard(many, { index: index + 1, count }));
      expect(new Set(shards.flat()).size).toBe(1000);
      expect(shards.flat()).toHaveLength(1000);
      for (const shard of shards) expect(Math.abs(shard.length - 1000 / count)).toBeLessThan(0.25 * (1000 / count));
    }
  });

  it('move nothing when a check is added', () => {
    const before = inShard(many, { index: 2, count: 3 });
    const after = inShard([registrationOf('a/new'), ...many], { index: 2, count: 3 });
    expect(after.filter(({ id }) => id !== 'a/new')).toEqual(before);
  });

  it('stay where they are from release to release', () => {
    expect(inShard(allRegistrations, { index: 1, count: 2 }).map(({ id }) => id)).toMatchInlineSnapshot(`
      [
        "cluster/pods-waiting",
        "cluster/pods-bare",
        "cluster/pods-off",
        "web/http-page",
      ]
    `);
  });

  it('come from the flag, else from an Indexed Job, which counts from 0', () => {
    const env = { JOB_COMPLETION_INDEX: '0', KAVMON_SHARDS: '3' };
    expect(shardOf({ index: 2, count: 3 }, env)).toEqual({ index: 2, count: 3 });
    expect(shardOf(undefined, env)).toEqual({ index: 1, count: 3 });
    expect(shardOf(undefined, {})).toBeNull();
    expect(shardOf(undefined, { JOB_COMPLETION_INDEX: '1' })).toBeNull();
  });

  it('refuses an index outside of the Job', () => {
    expect(() => shardOf(undefined, { JOB_COMPLETION_INDEX: '3', KAVMON_SHARDS: '3' })).toThrow('KAVMON_SHARDS=3');
    expect(() => shardOf(undefined, { JOB_COMPLETION_INDEX: 'x', KAVMON_SHARDS: '3' })).toThrow(
      'JOB_COMPLETION_INDEX=x',
    );
  });
});
