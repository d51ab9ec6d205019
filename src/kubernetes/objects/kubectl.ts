import type { ObjectRef } from '../../model/result.ts';
import { shellCommand } from '../../text/shell-command.ts';

/** The command that shows an object with its conditions and events. */
export const describeCommand = (ref: ObjectRef): string =>
  kubectlCommand(ref.namespace)`describe ${resourceArgument(ref)} ${ref.name}`;

/** The command that shows one field of an object, by its JSON path: `{.metadata.finalizers}`. */
export const getFieldCommand = (ref: ObjectRef, path: string): string =>
  kubectlCommand(ref.namespace)`get ${resourceArgument(ref)} ${ref.name} -o jsonpath=${path}`;

const resourceArgument = ({ kind, group }: ObjectRef): string =>
  `${kind.toLowerCase()}${group === undefined ? '' : `.${group}`}`;

/**
 * A template of kubectl commands in a namespace (undefined: for what belongs to none), to paste into a shell: names of
 * objects are data, whatever they are ({@link shellCommand}).
 */
export const kubectlCommand =
  (namespace: string | undefined) =>
  ([first = '', ...rest]: TemplateStringsArray, ...data: readonly string[]): string =>
    namespace === undefined
      ? shellCommand([`kubectl ${first}`, ...rest], ...data)
      : shellCommand(['kubectl -n ', ` ${first}`, ...rest], namespace, ...data);
