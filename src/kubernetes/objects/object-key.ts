import type { ObjectRef } from '../../model/result.ts';

/** One text for an object, without its container; equal for equal objects. */
export const objectKey = ({ kind, namespace, name }: ObjectRef): string => `${kind}/${namespace ?? ''}/${name}`;
