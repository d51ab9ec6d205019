import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptsConnections, startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export const MEDIA_TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  docker: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

/** The digest of a text. */
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A configuration and the manifest of an image of one platform. */
export const imageParts = (platform: string, type: string = MEDIA_TYPES.manifest) => {
  const [os, architecture, variant] = platform.split('/');
  const config = JSON.stringify({ os, architecture, variant, rootfs: { type: 'layers', diff_ids: [] } });
  const descriptor = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(config),
    size: config.length,
  };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config: descriptor, layers: [] });
  return { config, manifest, type, digest: digestOf(manifest), platform: { os, architecture, variant } };
};

/** An index of such images. */
export const imageIndex = (images: readonly ReturnType<typeof imageParts>[], type: string = MEDIA_TYPES.index) => {
  const manifests = images.map(({ digest, manifest, type: mediaType, platform }) => ({
    mediaType,
    digest,
    size: manifest.length,
    platform,
  }));
  const index = JSON.stringify({ schemaVersion: 2, mediaType: type, manifests });
  return { index, type, digest: digestOf(index) };
};

export type ImageRegistry = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly url: string;
  readonly daemon: TestDaemon;
  /** Stores what has these digests and tags, with the headers of its login. */
  readonly pushBlob: (repository: string, content: string) => Promise<void>;
  readonly pushManifest: (repository: string, reference: string, type: string, content: string) => Promise<void>;
  readonly removeManifest: (repository: string, digest: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts a real registry (Debian package `docker-registry`); `auth` as its configuration has it, `authorization` for pushes. */
export const startImageRegistry = async ({
  auth,
  authorization,
  tls,
}: {
  readonly auth?: object;
  /** PEM files; without them it speaks plain http. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly authorization?: string;
} = {}): Promise<ImageRegistry> => {
  const folder = await makeTemporaryFolder('image-registry');
  const port = await findFreePort();
  const host = `127.0.0.1:${port}`;
  const data = join(folder.path, 'data');
  await mkdir(data);
  const config = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: data }, delete: { enabled: true } },
    http: { addr: host, ...(tls === undefined ? {} : { tls }) },
    ...(auth === undefined ? {} : { auth }),
  };
  const file = join(folder.path, 'config.json');
  await writeFile(file, JSON.stringify(config));
  const daemon = startDaemon('docker-registry', ['serve', file]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const url = tls === undefined ? `http://${host}` : `https://localhost:${port}`;
  const isUp = (): Promise<boolean> => acceptsConnections(port);
  await waitForDaemon(daemon, isUp, { name: 'docker-registry', cleanUp: stop });
  const send = async (method: string, at: string, headers: Record<string, string> = {}, body?: string) => {
    const login = authorization === undefined ? {} : { authorization };
    const answer = await fetch(at, {
      method,
      headers: { ...headers, ...login },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    host,
    url,
    daemon,
    pushBlob: async (repository, content) => {
      const begun = await send('POST', `${url}/v2/${repository}/blobs/uploads/`);
      const at = new URL(begun.headers.get('location') ?? '', url);
      at.searchParams.set('digest', digestOf(content));
      await send('PUT', at.href, { 'content-type': 'application/octet-stream' }, content);
    },
    pushManifest: async (repository, reference, type, content) => {
      await send('PUT', `${url}/v2/${repository}/manifests/${reference}`, { 'content-type': type }, content);
    },
    removeManifest: async (repository, digest) => {
      await send('DELETE', `${url}/v2/${repository}/manifests/${digest}`);
    },
    stop,
  };
};
