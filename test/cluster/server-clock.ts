import type { TestCluster } from './control-plane.ts';
import { waitFor } from './wait-for.ts';

/** Waits until what was created before is older than this many seconds by the server's clock. */
export const waitUntilOlder = async ({ request }: TestCluster, seconds: number): Promise<void> => {
  const path = '/api/v1/namespaces/default/configmaps';
  const made = async (): Promise<number> =>
    Date.parse((await request('POST', path, { metadata: { generateName: 'now-' } })).metadata.creationTimestamp);
  const start = await made();
  await waitFor('the objects to be old', seconds + 30, async () => (await made()) - start > seconds * 1000);
};
