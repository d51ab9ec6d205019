import type { CustomKindName } from '../../src/kubernetes/custom-kinds.ts';
import { ownKindView } from '../../src/kubernetes/own-kinds.ts';
import { type OwnKindRule, ownKindSchema } from './own-kind-schema.ts';
import type { ResourceRule } from './resource-rule.ts';

/** The view of a kind by its name in the configuration: `widgets.acme.io`. */
export const viewOfOwnKind = (name: string, rule: OwnKindRule): CustomKindName => {
  const [resource = '', ...group] = name.split('.');
  const { kind, versions = [], namespaced = true, phases = [], onHold = [] } = rule;
  const paths = [...phases.flatMap(({ path, message }) => [path, ...(message === undefined ? [] : [message])])];
  const held = onHold.flatMap(holdFields);
  return ownKindView({
    ...{ group: group.join('.'), resource, kind, versions, namespaced },
    paths: [...new Set([...paths, ...held])],
  });
};

/** The views that the parameter `kinds` names; none of what has the wrong shape, which its schema reports. */
export const viewsOfOwnKinds = (kinds: unknown): readonly CustomKindName[] => {
  if (typeof kinds !== 'object' || kinds === null) return [];
  return Object.entries(kinds).flatMap(([name, form]) => {
    const { data } = ownKindSchema.safeParse(form);
    return data === undefined ? [] : [viewOfOwnKind(name, data)];
  });
};

/** The rule that a kind of the configuration is judged by. */
export const ruleOfOwnKind = ({
  onHold = [],
  observedGeneration = true,
  phases,
  ...rule
}: OwnKindRule): ResourceRule => ({
  ...(rule as ResourceRule),
  ...(phases && { phases: phases.map(({ good = [], ...phase }) => ({ ...phase, good }) as never) }),
  onHold: onHold.flatMap((word) => [word, ...holdFields(word)]),
  ignoresGeneration: !observedGeneration,
});

/** The field that a word of `onHold` stands for; none: it is a condition. With a slash it may be an annotation as well. */
const holdFields = (word: string): readonly string[] => {
  if (/^(?:spec|status)\./.test(word)) return [word];
  return word.includes('/') ? [`metadata.annotations ${word}`] : [];
};
