import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, isCached } from '../../cache/cache.ts';
import { installPrograms } from '../../cluster/debian.ts';
import { runLongTool } from '../../cluster/program.ts';

/** The version of Kafka in `pom.xml`. */
const CACHE_NAME = 'kafka-4.4.0';

/**
 * Fetches Kafka. Returns undefined once it can be started, or why not, in one line. To be called at the top of a test file,
 * outside its hooks: the first download on a machine takes a minute.
 */
export const kafkaMissing = async (): Promise<string | undefined> => {
  const reason = await installPrograms(isCached(CACHE_NAME) ? ['java'] : ['java', 'mvn']);
  if (reason === undefined) await fetchKafka();
  return reason;
};

/** The class path of a broker and of its storage tool: the jars of `pom.xml` from Maven Central. */
export const fetchKafka = async (): Promise<string> => {
  const folder = await cachedFolder(CACHE_NAME, async (into, progress) => {
    const pom = join(into, 'pom.xml');
    await cp(join(import.meta.dirname, 'pom.xml'), pom);
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${join(into, 'lib')}`];
    await runLongTool(['mvn', '--batch-mode', '--file', pom, ...copy], progress);
  });
  return join(folder, 'lib', '*');
};
