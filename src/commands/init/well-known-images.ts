import type { Json } from '../../model/json.ts';
import { imageName } from './image-name.ts';

/** A server that is known by its image, and the check that speaks its protocol. */
export interface KnownServer {
  /** As people name it. */
  readonly title: string;
  /** Last parts of repositories: `bitnami/postgresql` is `postgresql`. */
  readonly images: readonly string[];
  /** The port that the check asks; others of the server are only connected to. */
  readonly port: number;
  readonly check: string;
  /** Parameters of the check, with a variable for what is secret. */
  readonly params: (variable: string) => { readonly [key: string]: Json };
}

const byUrl = (variable: string) => ({ url: { env: `${variable}_URL` } });

const KNOWN_SERVERS: readonly KnownServer[] = [
  {
    title: 'PostgreSQL',
    images: ['postgres', 'postgresql', 'postgresql-repmgr', 'postgis', 'timescaledb', 'spilo', 'pgbouncer', 'pgvector'],
    port: 5432,
    check: 'postgres-connection',
    params: byUrl,
  },
  {
    title: 'Redis',
    images: ['redis', 'redis-stack-server', 'valkey', 'keydb', 'dragonfly'],
    port: 6379,
    check: 'redis-connection',
    params: byUrl,
  },
  {
    title: 'MySQL or MariaDB',
    images: ['mysql', 'mysql-server', 'mariadb', 'percona', 'percona-server'],
    port: 3306,
    check: 'mysql-connection',
    params: byUrl,
  },
  {
    title: 'MongoDB',
    images: ['mongo', 'mongodb', 'mongodb-community-server', 'percona-server-mongodb', 'ferretdb'],
    port: 27_017,
    check: 'mongodb-connection',
    params: byUrl,
  },
  {
    title: 'RabbitMQ',
    images: ['rabbitmq', 'rabbitmq-server'],
    port: 5672,
    check: 'rabbitmq-connection',
    params: byUrl,
  },
];

/** The server that an image has in it, if it is one that has a check in this catalogue. */
export const findKnownServer = (image: string, isInCatalogue: (check: string) => boolean): KnownServer | undefined => {
  const name = imageName(image);
  return KNOWN_SERVERS.find(({ images, check }) => images.includes(name) && isInCatalogue(check));
};
