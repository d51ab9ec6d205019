import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { beforeAll, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { kubernetesMessages } from '../../../build/protobuf/generated-tables.ts';
import type { PublishedMessages } from '../../../build/protobuf/published-messages.ts';
import { READ_FIELDS } from '../../../build/protobuf/read-fields.ts';
import { messageOf } from '../../../src/kubernetes/protobuf/built-in-messages.ts';
import { createCursor } from '../../../src/kubernetes/protobuf/cursor.ts';
import { readMessage } from '../../../src/kubernetes/protobuf/message.ts';
import {
  formatApiVersion,
  projectObject,
  type ResourceName,
  resourceNames,
  resourceTable,
} from '../../../src/kubernetes/resources.ts';
import { goMissing } from '../../cluster/go-toolchain.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { createGoEncoder } from './go-encoder.ts';
import { goObjects } from './go-objects.ts';
import { savedObjects } from './saved-objects.ts';

const builtIns = resourceNames.filter((name) => messageOf(name) !== undefined);

/** `k8s.io.api.apps.v1`: the package of a resource's message. */
const packageOf = (name: ResourceName): string => {
  const { group, version } = resourceTable[name];
  const word = group === '' ? 'core' : group.split('.')[0];
  return Object.keys(READ_FIELDS).find((one) => one.endsWith(`.${word}.${version}`)) as string;
};

const describeMessages = describeUnless(await goMissing());

describeMessages('an object that the API server sends as protobuf', () => {
  let published: PublishedMessages;
  beforeAll(async () => {
    published = await kubernetesMessages();
  }, 300_000);

  const typeOf = (name: ResourceName): protobuf.Type => published.message(packageOf(name), resourceTable[name].kind);

  const decode = (name: ResourceName, object: object, writesZero: boolean): object => {
    const encoded = createGoEncoder(published, { writesZero })(typeOf(name), object);
    const bytes = protobuf.Writer.create().bytes(encoded).finish();
    const cursor = createCursor();
    cursor.bytes = Buffer.from(bytes);
    cursor.end = bytes.length;
    return readMessage(cursor, messageOf(name) as never) as object;
  };

  const expectSameRow = (name: ResourceName, object: object, writesZero: boolean): void =>
    expect(projectObject(name, decode(name, object, writesZero))).toEqual(projectObject(name, object));

  it.each(builtIns)('has the row of its JSON, whatever stands in it: %s', (name) => {
    const isRead = (message: protobuf.Type, fieldName: string) =>
      READ_FIELDS[message.parent?.fullName.slice(1) ?? '']?.[message.name]?.split(' ').includes(fieldName) ?? false;
    const objects = goObjects(published, (message, { field, json }) => isRead(message, json.name ?? field.name));
    fc.assert(
      fc.property(objects(typeOf(name)), (object) => {
        const { metadata } = object as { metadata?: object };
        expectSameRow(name, { ...object, metadata: { ...metadata, name: 'web' } }, true);
      }),
      { numRuns: 60 },
    );
  });

  it('has the row of its JSON in the cluster of the fixtures and in that of the examples', async () => {
    const fixture = yaml.parse(await readFile(join(REPOSITORY_ROOT, 'test/fixtures/healthy-cluster.yaml'), 'utf8'));
    const objects = [...fixture.items, ...((await savedObjects('examples/cluster.json.gz')) as KubernetesObject[])];
    const seen = new Map<ResourceName, number>();
    for (const object of objects) {
      const name = resourceOf(object);
      if (name === undefined) continue;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      expectSameRow(name, JSON.parse(JSON.stringify(object)), false);
    }
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(500);
  });
});

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
}

const resourceOf = ({ apiVersion, kind }: KubernetesObject): ResourceName | undefined =>
  builtIns.find((name) => resourceTable[name].kind === kind && formatApiVersion(resourceTable[name]) === apiVersion);
