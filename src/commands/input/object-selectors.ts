import type { ObjectFlags } from '../command-line/options.ts';

/**
 * The label selectors of the objects that the flags choose; empty: all objects. Charts give the objects of a release the
 * label `app.kubernetes.io/instance` (https://helm.sh/docs/chart_best_practices/labels/), older ones `release` and
 * `heritage`.
 */
export const objectSelectors = ({ selector, release }: ObjectFlags): readonly string[] => [
  ...selector,
  ...release.flatMap((name) => [`app.kubernetes.io/instance=${name}`, `release=${name},heritage`]),
];
