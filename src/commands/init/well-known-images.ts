import type { Json } from '../../model/json.ts';
import { imageName } from './image-name.ts';

type Parameters = { readonly [key: string]: Json };

/** Where a server is, as the configuration writes it, and what begins the names of variables for it. */
export interface KnownPlace {
  /** A `target`. */
  readonly target: Parameters;
  /** `orders-db.shop.svc:5432`, for clients that are sent on to other addresses. */
  readonly address: string;
  readonly variable: string;
}

/** A server that is known by its image, and the check that speaks its protocol. */
export interface KnownServer {
  /** As people name it. */
  readonly title: string;
  /** Last parts of repositories: `bitnami/postgresql` is `postgresql`. A version at their end does not count: `spilo-16`. */
  readonly images: readonly string[];
  /** The ports that the check asks; others of the server are only connected to. */
  readonly ports: readonly number[];
  readonly check: string;
  /** Parameters of the check, with a variable for what is secret. */
  readonly params: (place: KnownPlace) => Parameters;
  /** What is to be known beside that it needs a login. */
  readonly hint?: string;
}

const byUser = ({ target, variable }: KnownPlace): Parameters => ({
  ...{ target, user: 'monitor', password: { env: `${variable}_PASSWORD` } },
});

const byBasic = ({ target, variable }: KnownPlace): Parameters => ({
  ...{ target, auth: { basic: { username: 'monitor', password: { env: `${variable}_PASSWORD` } } } },
});

const RABBITMQ_IMAGES = ['rabbitmq', 'rabbitmq-server'];

const KNOWN_SERVERS: readonly KnownServer[] = [
  {
    title: 'PostgreSQL',
    images: [
      'postgres',
      'postgresql',
      'postgresql-repmgr',
      'postgis',
      'timescaledb',
      'timescaledb-ha',
      'spilo',
      'pgvector',
    ],
    ports: [5432],
    check: 'postgres-connection',
    params: (place) => ({ ...byUser(place), database: 'postgres' }),
  },
  {
    title: 'PgBouncer',
    images: ['pgbouncer'],
    ports: [5432, 6432],
    check: 'postgres-connection',
    params: (place) => ({ ...byUser(place), database: 'postgres' }),
    hint: 'database is one that it serves',
  },
  {
    title: 'Redis',
    images: ['redis', 'redis-stack-server', 'valkey', 'keydb', 'dragonfly'],
    ports: [6379],
    check: 'redis-connection',
    params: ({ target, variable }) => ({ target, password: { env: `${variable}_PASSWORD` } }),
    hint: 'leave password out where it asks for none',
  },
  {
    title: 'MySQL or MariaDB',
    images: [
      'mysql',
      'mysql-server',
      'mariadb',
      'mariadb-galera',
      'percona',
      'percona-server',
      'percona-xtradb-cluster',
    ],
    ports: [3306],
    check: 'mysql-connection',
    params: byUser,
  },
  {
    title: 'MongoDB',
    images: [
      'mongo',
      'mongodb',
      'mongodb-community-server',
      'mongodb-enterprise-server',
      'percona-server-mongodb',
      'ferretdb',
    ],
    ports: [27_017],
    check: 'mongodb-connection',
    params: (place) => ({ ...byUser(place), directConnection: true }),
    hint: 'it judges one server; with hosts in place of target the whole replica set',
  },
  {
    title: 'RabbitMQ',
    images: RABBITMQ_IMAGES,
    ports: [5672],
    check: 'rabbitmq-connection',
    params: byUser,
  },
  {
    title: 'The management API of RabbitMQ',
    images: RABBITMQ_IMAGES,
    ports: [15_672],
    check: 'rabbitmq-health',
    params: byBasic,
  },
  {
    title: 'Kafka',
    images: ['kafka', 'kafka-native', 'cp-kafka', 'cp-server', 'redpanda'],
    ports: [9092, 9093, 9094],
    check: 'kafka-cluster',
    params: ({ address }) => ({ bootstrap: [address] }),
    hint: 'it asks each broker at the address that it advertises, which may be known in the cluster only',
  },
  {
    title: 'NATS',
    images: ['nats', 'nats-server'],
    ports: [4222],
    check: 'nats-connection',
    params: byUser,
  },
  {
    title: 'Elasticsearch or OpenSearch',
    images: ['elasticsearch', 'elasticsearch-oss', 'opensearch'],
    ports: [9200],
    check: 'elasticsearch-cluster',
    params: byBasic,
    hint: 'give target scheme: https and tls.ca where it speaks TLS',
  },
  {
    title: 'An object store (S3)',
    images: ['minio', 'seaweedfs', 'garage', 'rustfs'],
    ports: [9000, 8333, 3900],
    check: 'object-storage',
    params: ({ target, variable }) => ({
      ...{ target, bucket: 'name-of-a-bucket' },
      credentials: {
        accessKeyId: { env: `${variable}_ACCESS_KEY` },
        secretAccessKey: { env: `${variable}_SECRET_KEY` },
      },
    }),
  },
];

/** The server that an image has in it at this port, if it is one that has a check in this catalogue. */
export const findKnownServer = (
  image: string,
  port: number | undefined,
  isInCatalogue: (check: string) => boolean,
): KnownServer | undefined =>
  KNOWN_SERVERS.find((known) => fitsImage(known, image, port) && isInCatalogue(known.check));

/** By the name of the image, also where that ends in a version of its own (`spilo-15`). */
const fitsImage = (
  { images, ports }: Pick<KnownServer, 'images' | 'ports'>,
  image: string,
  port: number | undefined,
): boolean => {
  const name = imageName(image);
  const isNamed = images.some((one) => one === name || one === name.replace(/-v?\d[\d.]*$/, ''));
  return isNamed && ports.some((one) => one === port);
};

/** Paths at which servers answer anybody whether they are ready, where no probe of their pods says so. */
const KNOWN_PATHS: readonly (Pick<KnownServer, 'images' | 'ports'> & { readonly path: string })[] = [
  { images: ['minio'], ports: [9000], path: '/minio/health/ready' },
  { images: ['nats', 'nats-server'], ports: [8222], path: '/healthz' },
];

/** The path at which the server of an image tells that it is ready; undefined where none is known. */
export const findKnownPath = (image: string, port: number | undefined): string | undefined =>
  KNOWN_PATHS.find((known) => fitsImage(known, image, port))?.path;
