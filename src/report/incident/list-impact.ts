import { objectKey } from '../../kubernetes/objects/object-key.ts';
import { TRAFFIC_KINDS } from '../../kubernetes/objects/traffic-kinds.ts';
import type { ObjectRef, Report } from '../../model/result.ts';
import { objectName } from '../present/names.ts';

/** A Service, Ingress, Gateway or route that a problem takes along. */
export interface Impact {
  readonly object: ObjectRef;
  readonly message: string;
  /** Fingerprint of the root. */
  readonly problem: string;
}

/** What traffic comes through and is touched, each object once, in the order of the problems. Warnings touch nothing yet. */
export const listImpact = ({ problems, consequences }: Report): readonly Impact[] => {
  const following = Map.groupBy(consequences, ({ causedBy }) => causedBy);
  const impacts = problems
    .filter(({ level }) => level === 'fault')
    .flatMap((problem) =>
      [problem, ...(following.get(problem.fingerprint) ?? [])].flatMap(({ object, message }) =>
        object !== undefined && TRAFFIC_KINDS.includes(object.kind)
          ? [{ object, message, problem: problem.fingerprint }]
          : [],
      ),
    );
  const first = new Map(impacts.toReversed().map((impact) => [objectKey(impact.object), impact]));
  return impacts.filter((impact) => first.get(objectKey(impact.object)) === impact);
};

/** `Ingress shop/web: its backend has no ready endpoints`. */
export const impactText = ({ object, message }: Impact): string => `${objectName(object)}: ${message}`;
