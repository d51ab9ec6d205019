import * as yaml from 'yaml';
import { UsageError } from '../../model/errors.ts';
import { yamlErrorText } from '../../text/yaml-error.ts';
import type { KubeconfigDocument } from './kubeconfig-document.ts';
import { KUBECONFIG_SHAPE, type ShapeProblem, shapeProblems } from './kubeconfig-shape.ts';

/** Of one message; the rest shows when these are mended. */
const MAX_PROBLEMS = 10;

/**
 * The kubeconfig that this text of the file `path` is. No message repeats a value of it.
 *
 * @throws {UsageError} with file, line and key when it is no YAML, or a value is of another type than its field: a text
 * where `true` or `false` belongs would count as true.
 */
export const parseKubeconfig = (path: string, text: string): KubeconfigDocument => {
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${path}, line ${Math.max(1, lines.linePos(offset).line)}`;
  const broken = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `${at(pos[0])}: ${yamlErrorText(message)}`,
  );
  if (broken.length > 0) throw kubeconfigError(path, broken);
  const value = plainValue(path, document);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw kubeconfigError(path, [`${path}: it is not a mapping`]);
  const problems = [...shapeProblems(value, KUBECONFIG_SHAPE), ...conflictProblems(value as KubeconfigDocument)];
  const located = problems.map((one) => `${at(offsetOf(document, one.path))}: ${formatKey(one.path)} ${one.message}`);
  if (located.length > 0) throw kubeconfigError(path, located);
  return value as KubeconfigDocument;
};

const kubeconfigError = (path: string, problems: readonly string[]): UsageError =>
  new UsageError(`the kubeconfig ${path} cannot be used:\n${problems.slice(0, MAX_PROBLEMS).join('\n')}`, 'config');

/** Aliases are resolved here: one without an anchor, or of too many others, is an error that may repeat what stands there. */
const plainValue = (path: string, document: yaml.Document): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    const message = error instanceof Error ? yamlErrorText(error.message) : 'it cannot be read';
    throw kubeconfigError(path, [`${path}: ${message}`]);
  }
};

/** Where a value stands; where an alias is in the way, what it stands in. */
const offsetOf = (document: yaml.Document, path: ShapeProblem['path']): number => {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (yaml.isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

const formatKey = (path: ShapeProblem['path']): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`)).join('');

/** What contradicts itself: kubectl refuses the same. */
const conflictProblems = ({ clusters, users }: KubeconfigDocument): readonly ShapeProblem[] => [
  ...(Array.isArray(clusters) ? clusters : []).flatMap((entry, index) => {
    const { cluster } = entry ?? {};
    const hasAuthority = Boolean(cluster?.['certificate-authority'] || cluster?.['certificate-authority-data']);
    if (cluster?.['insecure-skip-tls-verify'] !== true || !hasAuthority) return [];
    const path = ['clusters', index, 'cluster', 'insecure-skip-tls-verify'];
    return [{ path, message: 'cannot be true where a certificate authority is given: leave one of them out' }];
  }),
  ...(Array.isArray(users) ? users : []).flatMap((entry, index) => {
    const user = entry?.user;
    const hasCertificate = Boolean(user?.['client-certificate'] || user?.['client-certificate-data']);
    const hasKey = Boolean(user?.['client-key'] || user?.['client-key-data']);
    const lacking = hasCertificate
      ? 'a client certificate, but no client key'
      : 'a client key, but no client certificate';
    return hasCertificate === hasKey ? [] : [{ path: ['users', index, 'user'], message: `has ${lacking}` }];
  }),
];
