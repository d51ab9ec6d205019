import { describe, expect, it } from 'vitest';
import { type OwnKind, ownKindView } from '../../../src/kubernetes/own-kinds.ts';
import type { ApiServerOptions } from '../../support/api-server.ts';
import { serveCluster } from '../live-cluster.ts';
import { problemOf, readServer, rowsIn } from '../read-cluster.ts';

const WIDGETS: OwnKind = {
  ...{ group: 'acme.io', resource: 'widgets', kind: 'Widget', versions: [], namespaced: true, paths: ['status.phase'] },
};
const groupsWith = (...versions: readonly string[]) => ({
  kind: 'APIGroupList',
  groups: [{ name: 'acme.io', versions: versions.map((version) => ({ version })) }],
});
const widgetList = {
  kind: 'WidgetList',
  items: [{ metadata: { name: 'one', namespace: 'shop' }, status: { phase: 'Up' } }],
};

const readOwn = async (
  kind: Partial<OwnKind>,
  options: ApiServerOptions,
  namespaces: readonly string[] | null = null,
) => {
  const view = ownKindView({ ...WIDGETS, ...kind });
  const server = await serveCluster(options);
  const views = await readServer(server, { views: [view], namespaces });
  return { view: views[view], paths: server.seen.map(({ path }) => path) };
};

describe('a kind that the configuration names', () => {
  it('is read in the best version that the server has, with the fields that are judged', async () => {
    const { view, paths } = await readOwn(
      {},
      { lists: { '/apis/acme.io/v2/widgets': widgetList }, answers: { '/apis': groupsWith('v2', 'v1') } },
    );
    expect(rowsIn(view)).toMatchObject([
      { ref: { kind: 'Widget', group: 'acme.io' }, fields: { 'status.phase': 'Up' } },
    ]);
    expect(paths).toEqual(['/version', '/apis', '/apis/acme.io/v2/widgets']);
  });

  it('is read in the versions that it names', async () => {
    const { view, paths } = await readOwn(
      { versions: ['v3', 'v1'] },
      { lists: { '/apis/acme.io/v1/widgets': widgetList }, answers: { '/apis': groupsWith('v2', 'v1') } },
    );
    expect(rowsIn(view)).toHaveLength(1);
    expect(paths).not.toContain('/apis/acme.io/v3/widgets');
  });

  it('is not installed where its group is not there, which takes no request more', async () => {
    const { view, paths } = await readOwn({}, { answers: { '/apis': { kind: 'APIGroupList', groups: [] } } });
    expect(problemOf(view)).toMatchObject({ status: 'skipped', message: expect.stringMatching(/^not installed/) });
    expect(paths).toEqual(['/version', '/apis']);
  });

  const resources = (...names: readonly (readonly [name: string, namespaced: boolean])[]) => ({
    '/apis': groupsWith('v1'),
    '/apis/acme.io/v1': { resources: names.map(([name, namespaced]) => ({ name, namespaced })) },
  });
  it('that belongs to no namespace needs cluster scope', async () => {
    const { view } = await readOwn(
      {},
      { answers: { ...resources(['widgets', false]), '/api/v1/namespaces/shop': {} } },
      ['shop'],
    );
    expect(problemOf(view)).toMatchObject({
      status: 'skipped',
      message: expect.stringContaining('needs cluster scope'),
    });
  });

  it.each([
    [
      'of a name like it',
      resources(['widget', true], ['widget/status', true]),
      'error',
      'did you mean widget.acme.io?',
    ],
    ['of no name like it', resources(['gizmos', true]), 'skipped', 'not installed'],
  ])('is looked for in its group, which has one %s', async (_, answers, status, message) => {
    const { view } = await readOwn({}, { answers });
    expect(problemOf(view)).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it('in a version that is not served is looked for once, however many namespaces are read', async () => {
    const answers = { ...resources(['widgets', true]), '/api/v1/namespaces/shop': {}, '/api/v1/namespaces/bank': {} };
    const { view, paths } = await readOwn({ versions: ['v9'] }, { answers }, ['shop', 'bank']);
    expect(problemOf(view).message).toBe(
      'the cluster has widgets.acme.io, but not in a version that the configuration names; it has v1',
    );
    expect(paths.filter((path) => path === '/apis/acme.io/v1')).toHaveLength(1);
  });

  it('whose group may not be looked at is an error', async () => {
    const { view } = await readOwn(
      {},
      { fault: ({ path }) => (path === '/apis' ? { status: 403, message: 'no' } : undefined) },
    );
    expect(problemOf(view)).toMatchObject({ status: 'error', reason: 'permission' });
    const lost = await readOwn(
      {},
      {
        answers: { '/apis': groupsWith('v1') },
        fault: ({ path }) => (path === '/apis/acme.io/v1' ? { status: 403 } : undefined),
      },
    );
    expect(problemOf(lost.view)).toMatchObject({
      status: 'error',
      message: expect.stringContaining('could not see what acme.io/v1 has'),
    });
  });
});
