import { deploymentManifest, podSpec, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import { type ClusterScenario, waitForAvailable } from '../scenario.ts';

const pullingDeployment = (namespace: string, name: string, image: string, replicas = 1) =>
  deploymentManifest(namespace, name, {
    replicas,
    pod: podSpec([shellContainer(name, WAIT_SCRIPT, { image, imagePullPolicy: 'Always' })]),
  });

const STABLE_IMAGE = 'registry.acme.test/parcel/geocoder:stable';

/** Images that cannot be pulled, or that differ under one tag. */
export const PULL_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a tag that the registry does not have',
    namespace: 'tracking',
    before: ({ registries }) => registries.push('one', 'registry.acme.test/parcel/tracking:v7.0.0'),
    objects: [pullingDeployment('tracking', 'tracking-api', 'registry.acme.test/parcel/tracking:v7.0.1-rc9')],
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
    objects: [pullingDeployment('customs', 'customs-forms', 'private.acme.test/parcel/customs:2.4')],
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
    objects: [pullingDeployment('partners', 'partner-feed', 'images.partner.invalid/feed:1.8')],
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
    objects: [pullingDeployment('routes', 'route-planner', 'mirror.acme.test/parcel/routes:5.1')],
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
    objects: [pullingDeployment('weighing', 'weighbridge', 'registry.acme.test/Parcel/Weighbridge:3')],
    expect: [{ kind: 'Deployment|Pod', name: 'weighbridge', says: ['InvalidImageName|invalid.*(name|reference)'] }],
  },
  {
    title: 'one tag, two contents: the tag moved between two pods of one revision',
    namespace: 'geocoding',
    before: ({ registries }) => registries.push('one', STABLE_IMAGE),
    objects: [pullingDeployment('geocoding', 'geocoder', STABLE_IMAGE)],
    after: async ({ cluster, registries }) => {
      await waitForAvailable(cluster, 'geocoding', 'geocoder', 1);
      await registries.push('two', STABLE_IMAGE);
      await cluster.apply([pullingDeployment('geocoding', 'geocoder', STABLE_IMAGE, 2)]);
      await waitForAvailable(cluster, 'geocoding', 'geocoder', 2);
    },
    expect: [{ kind: 'Deployment|ReplicaSet|Pod', name: 'geocoder', says: ['digest|drift|image'] }],
  },
  {
    title: 'one image that is nowhere, in three workloads',
    namespace: 'fleet',
    objects: ['maps', 'fuel', 'tolls'].map((name) =>
      pullingDeployment('fleet', `fleet-${name}`, 'registry.acme.test/parcel/fleet:0.9'),
    ),
    expect: [{ kind: 'Deployment', name: 'fleet', says: ['fleet:0\\.9', 'the same in 2 more workloads'] }],
  },
];
