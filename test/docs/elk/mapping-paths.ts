type Mapping = {
  readonly type?: string;
  readonly path?: string;
  readonly properties?: Readonly<Record<string, Mapping>>;
  readonly fields?: Readonly<Record<string, Mapping>>;
};

/** Paths of all fields of mappings, with their subfields. */
export const mappingPaths = (mappings: object, parent = ''): readonly string[] => {
  const { properties = {}, fields = {} } = mappings as Mapping;
  return Object.entries({ ...properties, ...fields }).flatMap(([name, inner]) => [
    ...(inner.properties === undefined ? [`${parent}${name}`] : []),
    ...mappingPaths(inner, `${parent}${name}.`),
  ]);
};

/** The mapping of the field at a path. */
export const mappingAt = (mappings: object, path: string): Mapping | undefined =>
  path
    .split('.')
    .reduce<Mapping | undefined>((at, name) => at?.properties?.[name] ?? at?.fields?.[name], mappings as Mapping);
