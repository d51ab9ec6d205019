import type { Json } from '../../model/json.ts';
import { type Condition, observedGenerationOf, projectCondition, type WireCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields, type WithMeta } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

/** An object of a custom resource, as far as it is judged. Its `ref` has the API group, since kinds have namesakes. */
export interface CustomResourceRow extends MetaRow {
  readonly labels: Labels;
  readonly generation: number;
  /** The newest generation that its controller has looked at; undefined when it does not say. */
  readonly observedGeneration?: number;
  readonly conditions: readonly Condition[];
  /** Values by path (`status.phase`), of the paths that its kind is read with; absent ones are left out. */
  readonly fields: Readonly<Record<string, Json>>;
}

interface WireCustomResource extends WithMeta {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly WireCondition[] | null;
  } | null;
}

/** Returns the projection of a kind, which keeps the values of these paths. */
export const projectCustomResource =
  (group: string, kind: string, paths: readonly string[]) =>
  (from: WireCustomResource): CustomResourceRow => {
    const meta = metaFields(kind, from);
    const conditions = Array.isArray(from.status?.conditions) ? from.status.conditions : [];
    return toRow<CustomResourceRow>({
      ...meta,
      ref: { ...meta.ref, group },
      labels: internLabels(from.metadata?.labels),
      generation: from.metadata?.generation ?? 0,
      observedGeneration: from.status?.observedGeneration ?? observedGenerationOf(conditions),
      conditions: mapItems(conditions, projectCondition),
      fields: Object.fromEntries(
        paths.flatMap((path) => {
          const value = valueAt(from, path);
          return value === undefined ? [] : [[path, value]];
        }),
      ),
    });
  };

/** The value at a path; undefined when there is none. A last key that has dots itself stands behind a space. */
export const valueAt = (object: object, path: string): Json | undefined => {
  const [dotted = '', last] = path.split(' ');
  const keys = [...dotted.split('.'), ...(last === undefined ? [] : [last])];
  let value: unknown = object;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return (value ?? undefined) as Json | undefined;
};
