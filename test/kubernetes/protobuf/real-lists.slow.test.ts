import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccess } from '../../../src/kubernetes/access/open-access.ts';
import { type ApiClient, createApiClient } from '../../../src/kubernetes/api/client.ts';
import { listForm } from '../../../src/kubernetes/gather/list-form.ts';
import { readList } from '../../../src/kubernetes/gather/read-list.ts';
import { messageOf } from '../../../src/kubernetes/protobuf/built-in-messages.ts';
import { projectObject, type ResourceName, resourceNames } from '../../../src/kubernetes/resources.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { createRealObjects } from './real-objects.ts';

const builtIns = resourceNames.filter((name) => messageOf(name) !== undefined);

const describeLists = describeUnless(await controlPlaneMissing());

describeLists('the lists of a real API server', () => {
  let cluster: TestCluster;
  let client: ApiClient;
  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    await createRealObjects(cluster);
    const { signal } = new AbortController();
    const access = await openAccess({ env: {}, kubeconfig: cluster.kubeconfig }, { signal, onSecret: () => undefined });
    client = createApiClient({ access, version: '9.9.9', signal });
  }, 300_000);
  afterAll(async () => {
    client?.close();
    await cluster?.stop();
  });

  /** The rows of a list that was sent in this form. */
  const rowsOf = async (name: ResourceName, form: 'protobuf' | 'json') => {
    const rows: unknown[] = [];
    const { message, ...list } = listForm(name, undefined);
    await readList(client, {
      ...{ ...list, message: form === 'protobuf' ? message : undefined },
      row: (object) => projectObject(name, object),
      page: (page) => void rows.push(...page),
      restart: () => undefined,
    });
    return rows;
  };

  it.each(builtIns)('have the same rows as protobuf and as JSON: %s', async (name) => {
    const rows = await rowsOf(name, 'protobuf');
    expect(rows).toEqual(await rowsOf(name, 'json'));
    expect(rows.length, `${name} that were created`).toBeGreaterThan(0);
  });
});
