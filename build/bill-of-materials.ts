import { readFile } from 'node:fs/promises';

/**
 * A bill of materials in CycloneDX (https://cyclonedx.org/docs/1.6/json/) of what is shipped: the packages that went into the
 * bundle, and those that it needs beside it. `npm sbom` knows the dependencies of the repository, not what of them was bundled.
 *
 * @param folders of the packages, relative to the root: `node_modules/zod`
 */
export const billOfMaterials = async (root: string, folders: readonly string[]): Promise<string> => {
  const [self, ...found] = await Promise.all(['.', ...folders].map((folder) => readComponent(root, folder)));
  // npm may install one version into several folders; references within a bill have to be unique.
  const components = [...new Map(found.map((component) => [component.purl, component])).values()];
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: self }, components };
  return `${JSON.stringify(bill, null, 2)}\n`;
};

const readComponent = async (root: string, folder: string) => {
  const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const licenses = typeof license === 'string' ? { licenses: [{ expression: license }] } : {};
  return { type: folder === '.' ? 'application' : 'library', name, version, purl, 'bom-ref': purl, ...licenses };
};
