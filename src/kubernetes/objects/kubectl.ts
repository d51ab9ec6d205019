import type { ObjectRef } from '../../model/result.ts';

/** The command that shows an object with its conditions and events. */
export const describeCommand = (ref: ObjectRef): string =>
  kubectlCommand(ref.namespace, `describe ${objectArguments(ref)}`);

/** The command that shows one field of an object, by its JSON path: `{.metadata.finalizers}`. */
export const getFieldCommand = (ref: ObjectRef, path: string): string =>
  kubectlCommand(ref.namespace, `get ${objectArguments(ref)} -o jsonpath='${path}'`);

const objectArguments = ({ kind, group, name }: ObjectRef): string =>
  `${kind.toLowerCase()}${group === undefined ? '' : `.${group}`} ${name}`;

/** A kubectl command in a namespace; undefined: for what belongs to no namespace. */
export const kubectlCommand = (namespace: string | undefined, rest: string): string =>
  namespace === undefined ? `kubectl ${rest}` : `kubectl -n ${namespace} ${rest}`;
