import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { until } from './patience.ts';

/** Gives back what was taken. */
export type Release = () => Promise<void>;

/**
 * Does the work while no other process on this machine does work under the same name, and returns what it returns.
 * @throws Error when the name was not free within `seconds`.
 */
export const exclusively = async <T>(name: string, seconds: number, work: () => Promise<T>): Promise<T> => {
  const release = await turn(name, seconds);
  try {
    return await work();
  } finally {
    await release();
  }
};

/** Waits until the name is free and takes it. @throws Error when it was not within `seconds`. */
export const turn = (name: string, seconds: number): Promise<Release> =>
  until(`${name} to be free`, seconds, () => take(name));

/**
 * Takes the name unless another process on this machine has it, which is told by undefined. It is a socket that the kernel knows by
 * its name only: there is no file to go stale, and it goes with the process however that ends.
 */
export const take = (name: string): Promise<Release | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path: `\0kavmon-${createHash('sha256').update(name).digest('hex')}` }, () => {
      server.unref();
      resolve(() => new Promise((released) => server.close(() => released())));
    });
  });
