import type { ReferenceRow } from '../../../src/kubernetes/fields/config-references.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/** A Secret or ConfigMap, or a key of one, that is reported missing. */
export interface MissingReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key?: string;
}

/** The kubelet's messages about a missing object, and about a missing key. */
const MISSING_OBJECT = /\b(secret|configmap)s? "([^"]+)" not found/i;
const MISSING_KEY = /couldn't find key (\S+) in (Secret|ConfigMap) (?:[^\s/]+\/)?([^\s,]+)/i;

/** The reference that a kubelet's message reports missing; undefined when it is about something else. */
export const missingReferenceOf = (message: string): MissingReference | undefined => {
  const key = MISSING_KEY.exec(message);
  if (key !== null) return { kind: referenceKind(key[2]), name: key[3] as string, key: key[1] as string };
  const object = MISSING_OBJECT.exec(message);
  return object === null ? undefined : { kind: referenceKind(object[1]), name: object[2] as string };
};

const referenceKind = (word = ''): 'ConfigMap' | 'Secret' => (word.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap');

/** A reference for a message: `key mail-relay of ConfigMap notices`, `Secret smtp`. */
export const formatReference = ({ kind, name, key }: MissingReference): string =>
  key === undefined ? `${kind} ${name}` : `key ${key} of ${kind} ${name}`;

/** Where a pod refers to it: `env RELAY`, `envFrom`, `volume settings`. */
export const referencePlaces = (missing: MissingReference, { template }: PodRow): readonly string[] => {
  const asksFor = ({ kind, name, key }: ReferenceRow) =>
    kind === missing.kind && name === missing.name && (missing.key === undefined || key === missing.key);
  return [...new Set(template.references.filter(asksFor).map(({ via }) => via))];
};
