import { describe, expect, it } from 'vitest';
import { allLists, serveCluster } from '../live-cluster.ts';
import { writtenNamespace, writtenPage } from '../protobuf/written-page.ts';
import { problemOf, readServer, rowsIn } from '../read-cluster.ts';

const NAMESPACES = '/api/v1/namespaces';
const BOTH_TYPES = 'application/vnd.kubernetes.protobuf, application/json;q=0.9';

const asJson = { [NAMESPACES]: { kind: 'NamespaceList', items: [{ metadata: { name: 'as-json' } }] } };
const asProtobuf = { [NAMESPACES]: writtenPage({ items: [writtenNamespace('as-protobuf')] }) };

const namesOf = async (server: Awaited<ReturnType<typeof serveCluster>>) =>
  rowsIn((await readServer(server, { views: ['namespaces'] })).namespaces).map(({ ref }) => ref.name);

describe('a list of a built-in kind', () => {
  it('is asked for as protobuf, and else as JSON', async () => {
    const server = await serveCluster({ lists: asJson, protobuf: asProtobuf });
    expect(await namesOf(server)).toEqual(['as-protobuf']);
    expect(server.seen.map(({ path, headers }) => [path, headers.accept])).toEqual([
      ['/version', 'application/json'],
      [NAMESPACES, BOTH_TYPES],
    ]);
  });

  it('is read as what its content type says', async () => {
    expect(await namesOf(await serveCluster({ lists: asJson }))).toEqual(['as-json']);
  });

  it('is asked for as JSON from then on where protobuf is refused (406)', async () => {
    const server = await serveCluster({
      ...allLists(asJson),
      protobuf: asProtobuf,
      fault: ({ headers }) => (headers.accept === BOTH_TYPES ? { status: 406 } : undefined),
    });
    const views = await readServer(server, { views: ['namespaces', 'pods', 'nodes', 'jobs', 'services', 'leases'] });
    expect(rowsIn(views.namespaces).map(({ ref }) => ref.name)).toEqual(['as-json']);
    const again = await readServer(server, { views: ['namespaces'] });
    expect(rowsIn(again.namespaces)).toHaveLength(1);
    const refused = server.seen.filter(({ headers }) => headers.accept === BOTH_TYPES);
    expect(refused.length).toBeLessThanOrEqual(7);
  });

  it('is read in pages, of which the next is asked for by its token', async () => {
    const protobuf = {
      [NAMESPACES]: writtenPage({ items: [writtenNamespace('a'), writtenNamespace('b')], token: 'two' }),
      [`${NAMESPACES} two`]: writtenPage({ items: [writtenNamespace('c')] }),
    };
    expect(await namesOf(await serveCluster({ lists: asJson, protobuf }))).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['breaks off', asProtobuf[NAMESPACES]?.subarray(0, 40), 'it broke off before its end'],
    ['is of another kind', writtenPage({ kind: 'PodList', items: [] }), 'it sent a PodList instead of a NamespaceList'],
    ['is not what it says', Buffer.from('<html>'), 'another beginning at byte 0'],
  ])('whose protobuf %s is an error, and no rows', async (_, page, message) => {
    const server = await serveCluster({ lists: asJson, protobuf: { [NAMESPACES]: page as Buffer } });
    const { namespaces } = await readServer(server, { views: ['namespaces'] });
    expect(problemOf(namespaces)).toMatchObject({ status: 'error', reason: 'protocol' });
    expect(problemOf(namespaces).message).toContain(`could not list namespaces in the cluster: `);
    expect(problemOf(namespaces).message).toContain(message);
  });
});

it('a list of a custom resource is asked for as JSON alone', async () => {
  const group = 'cert-manager.io';
  const server = await serveCluster({
    lists: { [`/apis/${group}/v1/issuers`]: { kind: 'IssuerList', items: [] } },
    answers: { '/apis': JSON.stringify({ groups: [{ name: group, versions: [{ version: 'v1' }] }] }) },
  });
  expect(rowsIn((await readServer(server, { views: ['issuers'] })).issuers)).toEqual([]);
  expect(new Set(server.seen.map(({ headers }) => headers.accept))).toEqual(new Set(['application/json']));
});
