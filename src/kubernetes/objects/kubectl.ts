import type { ObjectRef } from '../../model/result.ts';

/** The command that shows an object with its conditions and events. */
export const describeCommand = ({ kind, group, namespace, name }: ObjectRef): string =>
  kubectlCommand(namespace, `describe ${kind.toLowerCase()}${group === undefined ? '' : `.${group}`} ${name}`);

/** A kubectl command in a namespace; undefined: for what belongs to no namespace. */
export const kubectlCommand = (namespace: string | undefined, rest: string): string =>
  namespace === undefined ? `kubectl ${rest}` : `kubectl -n ${namespace} ${rest}`;
