import { beforeAll, expect, it } from 'vitest';
import { type CustomKindName, customKinds } from '../../../src/kubernetes/custom-kinds.ts';
import type { ResourceEntry } from '../../../src/kubernetes/resource-entry.ts';
import { goMissing } from '../../cluster/go-toolchain.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { type KindDefinition, publishedDefinitions } from './real-kinds/kind-definitions.ts';

const describeDefinitions = describeUnless(await goMissing());
const views = Object.keys(customKinds) as CustomKindName[];

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

interface VersionSchema {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** The part of a path that a schema has no place for; undefined: it has all of it. */
const missingPart = (schema: Schema, [key, ...inner]: readonly string[]): string | undefined => {
  if (key === undefined) return undefined;
  const property = schema.properties?.[key];
  if (property !== undefined) return missingPart(property, inner);
  return schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties ? undefined : key;
};

describeDefinitions('the definition of a kind', () => {
  let definitions: ReadonlyMap<string, KindDefinition>;
  beforeAll(async () => {
    definitions = await publishedDefinitions();
  }, 600_000);

  it.each(views)('of %s has the fields that are judged, in a version that is read', (view) => {
    const entry: ResourceEntry = customKinds[view];
    const definition = definitions.get(`${entry.resource}.${entry.group}`);
    // Those without one are listed in real-kinds.slow.test.ts.
    const schemas = definition === undefined ? [] : schemasOf(entry, definition);
    const paths = ['status', ...(entry.paths ?? [])].filter((path) => !path.startsWith('metadata.'));
    const isKnown = (path: string) => schemas.some((schema) => missingPart(schema, path.split('.')) === undefined);
    expect(schemas.length === 0 ? [] : paths.filter((path) => !isKnown(path))).toEqual([]);
  });
});

/** The schemas of the versions that are read. */
const schemasOf = ({ version, olderVersions = [] }: ResourceEntry, { spec }: KindDefinition): readonly Schema[] =>
  (spec.versions as unknown as readonly VersionSchema[])
    .filter(({ name }) => [version, ...olderVersions].includes(name))
    .map(({ schema }) => schema.openAPIV3Schema);
