import { describeCommand, kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { Finding, ObjectRef } from '../../../src/model/result.ts';
import { shellCommand } from '../../../src/text/shell-command.ts';
import type { Link, Path } from '../../../src/triage/chain.ts';

/** `Service shop/web`. */
export const nameOf = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** The finding on a target whose way is broken at this link. */
export const routeFinding = (target: ObjectRef, { links }: Path, link: Link): Finding => {
  const inside = links.slice(links.indexOf(link) + 1);
  const where = link.kind === 'endpoints' ? `the endpoints of ${nameOf(link.object)}` : nameOf(link.object);
  const kind = target.kind.toLowerCase();
  return {
    reason: 'route_broken',
    ...(link.onPurpose ? { level: 'warning' } : {}),
    message: `requests are lost at ${where}: ${link.text}`,
    object: target,
    evidence: {
      link: link.kind,
      links: links.map((one) => `${one.kind} ${one.object.name}: ${one.verdict}`),
      ...(link.urls === undefined ? {} : { urls: link.urls }),
    },
    next: [
      target.namespace === undefined
        ? shellCommand(['kavmon triage ', ''], `${kind}/${target.name}`)
        : shellCommand(['kavmon triage ', ' -n ', ''], `${kind}/${target.name}`, target.namespace),
      link.kind === 'service' ? kubectlCommand(link.object.namespace)`get services` : describeCommand(link.object),
    ],
    because: [
      link.object,
      ...(link.because ?? []),
      ...inside.flatMap(({ object, objects }) => [...objects, object]),
      // What names a Service that is not there has the finding.
      ...(link.kind === 'service' ? [target] : []),
    ],
    part: `${link.object.kind}/${link.object.name}/${link.port ?? ''}`,
  };
};
