import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, isCached } from '../../cache/cache.ts';
import { installPrograms } from '../../cluster/debian.ts';
import { runLongTool } from '../../cluster/program.ts';

/** The version of OpenSearch in `pom.xml`. */
const OPENSEARCH_VERSION = '2.19.6';
const CACHE_NAME = `opensearch-${OPENSEARCH_VERSION}`;

/**
 * Makes OpenSearch. Returns undefined once it can be started, or why not, in one line. To be called at the top of a test
 * file, outside its hooks: the first download on a machine takes a minute.
 */
export const opensearchMissing = async (): Promise<string | undefined> => {
  const reason = await installPrograms(isCached(CACHE_NAME) ? ['java'] : ['java', 'javac', 'mvn']);
  if (reason === undefined) await buildOpenSearch();
  return reason;
};

/** The class path of a node and its main class: the jars of `pom.xml` from Maven Central, and `OpenSearchNode.java`. */
export const buildOpenSearch = async (): Promise<{ readonly classPath: string; readonly mainClass: string }> => {
  const folder = await cachedFolder(CACHE_NAME, async (into, progress) => {
    for (const name of ['pom.xml', 'OpenSearchNode.java']) await cp(join(import.meta.dirname, name), join(into, name));
    const jars = join(into, 'lib');
    const pom = join(into, 'pom.xml');
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
    await runLongTool(['mvn', '--batch-mode', '--file', pom, ...copy], progress);
    await runLongTool(['javac', '-cp', join(jars, '*'), '-d', into, join(into, 'OpenSearchNode.java')], progress);
  });
  return { classPath: `${join(folder, 'lib', '*')}:${folder}`, mainClass: 'OpenSearchNode' };
};
