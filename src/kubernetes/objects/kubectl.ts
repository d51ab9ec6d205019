import type { ObjectRef } from '../../model/result.ts';
import { shellCommand } from '../../text/shell-command.ts';

/** The command that shows an object with its conditions and events. */
export const describeCommand = ({ kind, namespace, name }: ObjectRef): string =>
  kubectlCommand(namespace)`describe ${kind.toLowerCase()} ${name}`;

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
