import { join } from 'node:path';
import type { TestCluster } from '../../../cluster/cluster.ts';
import { goModuleFolder } from '../../../cluster/go-module.ts';
import { installDefinition } from '../../resources/real-kinds/install-kinds.ts';
import {
  GATEWAY_API_MODULE,
  type KindDefinition,
  readDefinitions,
} from '../../resources/real-kinds/kind-definitions.ts';

/** Installs the kinds of the standard channel of the Gateway API, with the older versions that Traefik reads of some. */
export const installGatewayApi = async (cluster: TestCluster): Promise<void> => {
  const definitions = await readDefinitions(join(await goModuleFolder(GATEWAY_API_MODULE), 'config/crd/standard'));
  await Promise.all(definitions.map((definition) => installDefinition(cluster, servedInAllVersions(definition))));
};

const servedInAllVersions = ({ spec, ...rest }: KindDefinition): KindDefinition => ({
  ...rest,
  spec: { ...spec, versions: spec.versions.map((version) => ({ ...version, served: true })) },
});
