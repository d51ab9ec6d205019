import type { ObjectRef } from '../../model/result.ts';

/** A key for an object, whatever its container: equal for references to the same object. */
export const objectKey = ({ kind, group, namespace, name }: ObjectRef): string =>
  `${group === undefined ? kind : `${kind}.${group}`}/${namespace ?? ''}/${name}`;
