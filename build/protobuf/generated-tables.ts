import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goModuleFolder } from '../../test/cluster/go-module.ts';
import { type PublishedMessages, readPublishedMessages } from './published-messages.ts';
import { READ_FIELDS } from './read-fields.ts';
import { tableFiles } from './table-text.ts';

/** Numbers of fields never change; new versions of Kubernetes add fields and kinds. */
const KUBERNETES_VERSION = 'v0.35.4';
const MODULES = ['k8s.io/api', 'k8s.io/apimachinery', 'k8s.io/kube-aggregator'];

/** The messages of all packages that are read. @throws when the modules cannot be had. */
export const kubernetesMessages = async (): Promise<PublishedMessages> => {
  const folders = await Promise.all(
    MODULES.map(async (name) => [name, await goModuleFolder(`${name}@${KUBERNETES_VERSION}`)] as const),
  );
  return readPublishedMessages(Object.keys(READ_FIELDS), Object.fromEntries(folders));
};

/** The tables by their paths, from the modules of Kubernetes. @throws when these cannot be had. */
export const generatedTables = async (): Promise<Readonly<Record<string, string>>> => {
  const files = Object.entries(tableFiles(READ_FIELDS, await kubernetesMessages()));
  return Object.fromEntries(await Promise.all(files.map(async ([path, text]) => [path, await format(path, text)])));
};

const BIOME = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));

const format = async (path: string, text: string): Promise<string> => {
  const running = promisify(execFile)(process.execPath, [BIOME, 'check', '--write', `--stdin-file-path=${path}`]);
  running.child.stdin?.end(text);
  return (await running).stdout;
};
