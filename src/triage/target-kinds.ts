import { UsageError } from '../model/errors.ts';
import { suggestAlternatives } from '../text/nearest-word.ts';
import type { TriageView } from './cluster.ts';

/** A kind that a target may have: the word for it, the view that has its rows, and the words that kubectl takes besides. */
interface TargetKind {
  readonly word: string;
  readonly kind: string;
  readonly view: TriageView;
  readonly aliases: readonly string[];
}

/** From the outside in. */
export const targetKinds: readonly TargetKind[] = [
  { word: 'ingress', kind: 'Ingress', view: 'ingresses', aliases: ['ing', 'ingresses'] },
  { word: 'httproute', kind: 'HTTPRoute', view: 'httpRoutes', aliases: ['httproutes'] },
  { word: 'grpcroute', kind: 'GRPCRoute', view: 'grpcRoutes', aliases: ['grpcroutes'] },
  { word: 'service', kind: 'Service', view: 'services', aliases: ['svc', 'services'] },
  { word: 'deployment', kind: 'Deployment', view: 'deployments', aliases: ['deploy', 'deployments'] },
  { word: 'statefulset', kind: 'StatefulSet', view: 'statefulSets', aliases: ['sts', 'statefulsets'] },
  { word: 'daemonset', kind: 'DaemonSet', view: 'daemonSets', aliases: ['ds', 'daemonsets'] },
  { word: 'replicaset', kind: 'ReplicaSet', view: 'replicaSets', aliases: ['rs', 'replicasets'] },
  { word: 'job', kind: 'Job', view: 'jobs', aliases: ['jobs'] },
  { word: 'cronjob', kind: 'CronJob', view: 'cronJobs', aliases: ['cj', 'cronjobs'] },
  { word: 'pod', kind: 'Pod', view: 'pods', aliases: ['po', 'pods'] },
];

/** An object as somebody names it: `svc/shop`. */
export interface TargetName extends TargetKind {
  readonly name: string;
}

/**
 * Parses `KIND/NAME`, with the words and API groups that kubectl takes; undefined when the text has no slash, and so is the
 * name of a configured service.
 * @throws {UsageError} on a kind that cannot be a target, and without a name.
 */
export const parseTarget = (text: string): TargetName | undefined => {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const [word, name] = [text.slice(0, slash).toLowerCase(), text.slice(slash + 1)];
  const plain = word.split('.', 1)[0] as string;
  const found = targetKinds.find((kind) => kind.word === plain || kind.aliases.includes(plain));
  if (found === undefined) {
    const words = targetKinds.map((kind) => kind.word);
    throw new UsageError(`unknown kind "${text.slice(0, slash)}" in "${text}": ${suggestAlternatives(plain, words)}`);
  }
  if (name === '' || name.includes('/'))
    throw new UsageError(`"${text}" is no target: write ${found.word}/NAME, and the namespace with -n`);
  return { ...found, name };
};
