import { kindTitle } from '../../kubernetes/namesakes.ts';
import type { ObjectRef, ReportedFinding, Result } from '../../model/result.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** `payments-api/http-endpoint`. */
export const resultName = ({ service, name }: Pick<Result, 'service' | 'name'>): string =>
  toOneLine(`${service}/${name}`);

/** `Deployment payments/api, container app`. */
export const objectName = ({ kind, group, namespace, name, container }: ObjectRef): string =>
  toOneLine(
    `${kindTitle({ kind, ...(group !== undefined && { group }) })} ${namespace === undefined ? '' : `${namespace}/`}${name}${container === undefined ? '' : `, container ${container}`}`,
  );

/** The object in front of a finding's message, without the container where the message names it; empty without an object. */
export const subjectPrefix = ({ object, message }: ReportedFinding): string => {
  if (object === undefined) return '';
  const { container, ...whole } = object;
  return objectName(container !== undefined && message.includes(`container ${container}`) ? whole : object);
};

/** The object as a whole, for what is about all of its containers. */
export const withoutContainer = ({ container: _, ...whole }: ObjectRef): ObjectRef => whole;

/** The object of a finding without its container, else the message. */
export const subjectName = ({ object, message }: Pick<ReportedFinding, 'object' | 'message'>): string =>
  object === undefined ? toOneLine(message) : objectName(withoutContainer(object));

/** How many objects a finding is about, where there are several and its message does not say so. */
export const unstatedCount = ({ count, message }: ReportedFinding): number | undefined =>
  count > 1 && !message.includes(`(${count} `) ? count : undefined;
