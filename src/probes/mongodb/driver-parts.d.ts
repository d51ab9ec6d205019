// Parts of the driver that have no types: one connection, without the topology that would watch all servers in the background.

declare module 'mongodb/lib/cmap/connect.js' {
  import type { Duplex } from 'node:stream';
  import type { Document } from 'mongodb';

  export interface DriverConnection {
    readonly hello: Document | null;
    command(namespace: { readonly db: string }, command: Document, options: object): Promise<Document>;
    destroy(): void;
  }

  export const makeConnection: (options: object, socket: Duplex) => DriverConnection;
  export const performInitialHandshake: (connection: DriverConnection, options: object) => Promise<void>;
}

declare module 'mongodb/lib/cmap/auth/mongo_credentials.js' {
  export const MongoCredentials: new (options: {
    readonly username: string;
    readonly password: string;
    readonly source: string;
    readonly mechanism: string;
    readonly mechanismProperties: object;
  }) => object;
}

declare module 'mongodb/lib/mongo_client_auth_providers.js' {
  export const MongoClientAuthProviders: new () => object;
}
