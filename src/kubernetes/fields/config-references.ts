import type { V1Container, V1PodSpec, V1Volume } from '@kubernetes/client-node';
import { toRow, type Wire } from './wire-fields.ts';

/** A ConfigMap or Secret that a pod cannot start without, unless it is optional. */
export interface ReferenceRow {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Undefined: the whole object. */
  readonly key?: string;
  readonly optional?: true;
  /** Where it stands: the variable, `envFrom`, or the volume. */
  readonly via: string;
  /** Of the variable. */
  readonly container?: string;
}

interface ReferenceSource {
  name?: string;
  key?: string;
  optional?: boolean;
}

type ReferencePlace = Pick<ReferenceRow, 'via' | 'container'>;

const referencesTo = (
  kind: ReferenceRow['kind'],
  source: ReferenceSource | undefined,
  place: ReferencePlace,
): ReferenceRow[] =>
  source?.name
    ? [
        toRow<ReferenceRow>({
          kind,
          name: source.name,
          key: source.key,
          optional: source.optional ? true : undefined,
          via: place.via,
          container: place.container,
        }),
      ]
    : [];

const containerReferences = (container: Wire<V1Container>): ReferenceRow[] => [
  ...(container.env ?? []).flatMap(({ name, valueFrom }) => {
    const place = { via: `env ${name}`, container: container.name };
    return [
      ...referencesTo('ConfigMap', valueFrom?.configMapKeyRef, place),
      ...referencesTo('Secret', valueFrom?.secretKeyRef, place),
    ];
  }),
  ...(container.envFrom ?? []).flatMap((source) => {
    const place = { via: 'envFrom', container: container.name };
    return [
      ...referencesTo('ConfigMap', source.configMapRef, place),
      ...referencesTo('Secret', source.secretRef, place),
    ];
  }),
];

/** Items of a volume name keys that have to exist; without items the whole object is mounted. */
const mountedReferences = (
  kind: ReferenceRow['kind'],
  source: (ReferenceSource & { items?: { key: string }[] }) | undefined,
  via: string,
): ReferenceRow[] => {
  if (!source?.items?.length) return referencesTo(kind, source, { via });
  return source.items.flatMap(({ key }) => referencesTo(kind, { ...source, key }, { via }));
};

const secretVolume = ({ secret }: Wire<V1Volume>) => secret && { ...secret, name: secret.secretName ?? '' };

/** Volumes of the service account's token are made by the system for every pod: not of interest. */
const volumeReferences = (volume: Wire<V1Volume>): ReferenceRow[] => {
  const via = `volume ${volume.name}`;
  if (volume.name.startsWith('kube-api-access-')) return [];
  return [
    ...mountedReferences('ConfigMap', volume.configMap, via),
    ...mountedReferences('Secret', secretVolume(volume), via),
    ...(volume.projected?.sources ?? []).flatMap((source) => [
      ...mountedReferences('ConfigMap', source.configMap, via),
      ...mountedReferences('Secret', source.secret, via),
    ]),
  ];
};

/** All ConfigMaps and Secrets that a pod template names, but for its pull secrets. */
export const podReferences = (spec: Wire<V1PodSpec>): ReferenceRow[] => [
  ...[...(spec.initContainers ?? []), ...spec.containers].flatMap(containerReferences),
  ...(spec.volumes ?? []).flatMap(volumeReferences),
];

/** Names of the claims that a pod mounts; `pod` names those that are made for it (ephemeral volumes). */
export const podClaims = (spec: Wire<V1PodSpec> | undefined, pod?: string): string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral && pod !== undefined ? [`${pod}-${name}`] : [];
  });
