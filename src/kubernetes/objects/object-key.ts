import type { ObjectRef } from '../../model/result.ts';

/** A key for an object, whatever its container: equal for references to the same object. */
export const objectKey = ({ kind, namespace, name }: ObjectRef): string => `${kind}/${namespace ?? ''}/${name}`;
