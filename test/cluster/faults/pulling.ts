import { container, deployment, podSpec, WAIT } from '../objects.ts';
import { available, type Scenario } from '../scenario.ts';

const pulls = (namespace: string, name: string, image: string, replicas = 1) =>
  deployment(namespace, name, {
    replicas,
    pod: podSpec([container(name, WAIT, { image, imagePullPolicy: 'Always' })]),
  });

const STABLE = 'registry.acme.test/parcel/geocoder:stable';

/** Images that cannot be pulled, or that differ under one tag. */
export const PULLING: readonly Scenario[] = [
  {
    title: 'a tag that the registry does not have',
    namespace: 'tracking',
    before: ({ registries }) => registries.push('one', 'registry.acme.test/parcel/tracking:v7.0.0'),
    objects: [pulls('tracking', 'tracking-api', 'registry.acme.test/parcel/tracking:v7.0.1-rc9')],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'tracking-api',
        says: ['ImagePullBackOff|ErrImagePull', 'not.?found|does not exist', 'v7\\.0\\.1-rc9'],
      },
    ],
  },
  {
    title: 'a registry that wants a password',
    namespace: 'customs',
    objects: [pulls('customs', 'customs-forms', 'private.acme.test/parcel/customs:2.4')],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'customs-forms',
        says: ['ImagePullBackOff|ErrImagePull', 'unauthori[sz]ed|authoris|authoriz|credential'],
      },
    ],
  },
  {
    title: 'a registry whose name does not resolve',
    namespace: 'partners',
    objects: [pulls('partners', 'partner-feed', 'images.partner.invalid/feed:1.8')],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'partner-feed',
        says: ['ImagePullBackOff|ErrImagePull', 'dns|no such host|lookup|unreachable|resolve'],
      },
    ],
  },
  {
    title: 'a registry that has had enough of us',
    namespace: 'routes',
    objects: [pulls('routes', 'route-planner', 'mirror.acme.test/parcel/routes:5.1')],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'route-planner',
        says: ['ImagePullBackOff|ErrImagePull', '429|too many requests|rate'],
      },
    ],
  },
  {
    title: 'an image name that is none',
    namespace: 'weighing',
    objects: [pulls('weighing', 'weighbridge', 'registry.acme.test/Parcel/Weighbridge:3')],
    expect: [{ kind: 'Deployment|Pod', name: 'weighbridge', says: ['InvalidImageName|invalid.*(name|reference)'] }],
  },
  {
    title: 'one tag, two contents: the tag moved between two pods of one revision',
    namespace: 'geocoding',
    before: ({ registries }) => registries.push('one', STABLE),
    objects: [pulls('geocoding', 'geocoder', STABLE)],
    after: async ({ cluster, registries }) => {
      await available(cluster, 'geocoding', 'geocoder', 1);
      await registries.push('two', STABLE);
      await cluster.apply([pulls('geocoding', 'geocoder', STABLE, 2)]);
      await available(cluster, 'geocoding', 'geocoder', 2);
    },
    expect: [{ kind: 'Deployment|ReplicaSet|Pod', name: 'geocoder', says: ['digest|drift|image'] }],
  },
];
