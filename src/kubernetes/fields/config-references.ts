import type { WireContainer, WirePodSpec, WireVolume } from '../protobuf/tables/core-v1.ts';
import { projectOnce } from '../rows/intern.ts';
import { toRow } from './wire-fields.ts';

/** A ConfigMap or Secret that a pod names; it cannot start without it, unless the reference is optional. */
export interface ReferenceRow {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Undefined: the whole object. */
  readonly key?: string;
  readonly optional?: true;
  /** Where the reference stands: `env NAME`, `envFrom` or `volume NAME`. */
  readonly via: string;
  /** The container of the variable. */
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

const containerReferences = projectOnce((container: WireContainer): readonly ReferenceRow[] => [
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
]);

/** The references of a volume: one for each of its items, which name keys that have to exist; without items the whole object. */
const mountedReferences = (
  kind: ReferenceRow['kind'],
  source: (ReferenceSource & { items?: readonly { key: string }[] }) | undefined,
  via: string,
): ReferenceRow[] => {
  if (!source?.items?.length) return referencesTo(kind, source, { via });
  return source.items.flatMap(({ key }) => referencesTo(kind, { ...source, key }, { via }));
};

const secretVolume = ({ secret }: WireVolume) => secret && { ...secret, name: secret.secretName ?? '' };

/** Leaves out the volume of the service account's token, which the API server adds to every pod. */
const volumeReferences = (volume: WireVolume): ReferenceRow[] => {
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

/** All ConfigMaps and Secrets that a pod template names, without its pull secrets. */
export const podReferences = (spec: WirePodSpec): ReferenceRow[] => [
  ...[...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap(containerReferences),
  ...(spec.volumes ?? []).flatMap(volumeReferences),
];

/** Names of the claims that a pod mounts. Those of its ephemeral volumes begin with the name of the `pod`, where it is known. */
export const podClaims = (spec: WirePodSpec | undefined, pod?: string): string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral && pod !== undefined ? [`${pod}-${name}`] : [];
  });
