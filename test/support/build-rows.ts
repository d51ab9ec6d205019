import type { Labels } from '../../src/kubernetes/objects/label-selector.ts';
import { type ListedViewName, type RowOf, resourceTable } from '../../src/kubernetes/resources.ts';
import { timestampAgo } from './build-pods.ts';

export interface ObjectParts {
  readonly name?: string;
  /** Default: `shop`; null for a cluster-scoped object. */
  readonly namespace?: string | null;
  readonly age?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** `Kind/name` of its controller. */
  readonly owner?: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
  /** Fields beside `spec` and `status`. */
  readonly more?: object;
}

/** The row of an object, by the projection of its view; by default named `web` and an hour old. */
export const buildRow = <Name extends ListedViewName>(view: Name, parts: ObjectParts = {}): RowOf<Name> => {
  const { name = 'web', namespace = 'shop', age = '1h', owner, labels, annotations } = parts;
  const [kind, controller] = owner?.split('/') ?? [];
  const object = {
    metadata: {
      ...{ name, uid: `uid-${name}`, creationTimestamp: timestampAgo(age), labels, annotations },
      ...(namespace === null ? {} : { namespace }),
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ kind, name: controller, uid: `uid-${controller}`, controller: true }] }),
      ...parts.metadata,
    },
    spec: parts.spec ?? {},
    status: parts.status ?? {},
    ...parts.more,
  };
  return resourceTable[view].project(object as never) as RowOf<Name>;
};

/** A condition of an object, whose status has lasted for `since`. */
export const buildCondition = (type: string, status: string, since: string, more: object = {}) => ({
  ...{ type, status, lastTransitionTime: timestampAgo(since), lastUpdateTime: timestampAgo(since) },
  ...more,
});
