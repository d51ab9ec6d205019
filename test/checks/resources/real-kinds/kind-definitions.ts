import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ResourceEntry } from '../../../../src/kubernetes/resource-entry.ts';
import { goModuleFolder } from '../../../cluster/go-module.ts';

/** The Gateway API and its version. */
export const GATEWAY_API_MODULE = 'sigs.k8s.io/gateway-api@v1.6.3';

const MARIADB_MODULE = 'github.com/mariadb-operator/mariadb-operator@v0.38.1';

/** Where the definitions of kinds are, by Go module. Operators of other languages, and those that it refuses, are absent. */
const DEFINITION_FOLDERS = [
  [GATEWAY_API_MODULE, 'config/crd/standard'],
  ['github.com/cert-manager/cert-manager@v1.21.2', 'deploy/crds'],
  ['github.com/kedacore/keda/v2@v2.21.0', 'config/crd/bases'],
  ['github.com/argoproj/argo-rollouts@v1.10.1', 'manifests/crds'],
  ['github.com/argoproj/argo-cd/v3@v3.1.0', 'manifests/crds'],
  ['github.com/external-secrets/external-secrets@v1.3.2', 'config/crds/bases'],
  ['github.com/cloudnative-pg/cloudnative-pg@v1.27.0', 'config/crd/bases'],
  ['github.com/crossplane/crossplane/v2@v2.0.2', 'cluster/crds'],
  ['sigs.k8s.io/karpenter@v1.7.1', 'pkg/apis/crds'],
  ['sigs.k8s.io/cluster-api@v1.14.2', 'core/config/crd/bases'],
  ['knative.dev/serving@v0.51.0', 'config/core/300-resources'],
  ['knative.dev/eventing@v0.46.0', 'config/core/resources'],
  ['github.com/kserve/kserve@v0.15.2', 'config/crd/full'],
  ['github.com/zalando/postgres-operator@v1.14.0', 'charts/postgres-operator/crds'],
  ['github.com/mongodb/mongodb-kubernetes-operator@v0.9.0', 'config/crd/bases'],
  ['github.com/elastic/cloud-on-k8s/v3@v3.5.0', 'config/crds/v1/resources'],
  ['github.com/prometheus-operator/prometheus-operator@v0.85.0', 'example/prometheus-operator-crd'],
  ['github.com/kubernetes-csi/external-snapshotter/client/v8@v8.7.0', 'config/crd'],
  ['github.com/fluxcd/source-controller@v1.7.0', 'config/crd/bases'],
  ['github.com/fluxcd/helm-controller@v1.4.0', 'config/crd/bases'],
  // The operator of Flux 2.2, whose kustomize-controller the proxy refuses, stands in its examples.
  [MARIADB_MODULE, 'examples/flux/clusters/production/flux-system'],
  [MARIADB_MODULE, 'config/crd/bases'],
  ['github.com/percona/percona-xtradb-cluster-operator@v1.18.0', 'config/crd/bases'],
  ['github.com/percona/percona-server-mongodb-operator@v1.20.1', 'config/crd/bases'],
  ['github.com/rabbitmq/cluster-operator/v2@v2.16.0', 'config/crd/bases'],
  ['github.com/rook/rook@v1.18.8', 'deploy/examples'],
  ['github.com/aws/karpenter-provider-aws@v1.14.0', 'pkg/apis/crds'],
  ['github.com/openshift/api@v0.0.0-20250124212313-a770960d61e0', 'config/v1/zz_generated.crd-manifests'],
] as const;

/** A CustomResourceDefinition, as far as tests read it. */
export interface KindDefinition {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly scope: string;
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** The definitions that operators publish, by `resource.group`. */
export const publishedDefinitions = async (): Promise<ReadonlyMap<string, KindDefinition>> => {
  const found = new Map<string, KindDefinition>();
  // Feature sets of OpenShift have a file each: the first is the default one.
  for (const [module, path] of DEFINITION_FOLDERS)
    for (const definition of await readDefinitions(join(await goModuleFolder(module), path)))
      if (!found.has(definition.metadata.name)) found.set(definition.metadata.name, withoutWebhook(definition));
  return found;
};

/** The definitions in the YAML files of a folder. */
export const readDefinitions = async (folder: string): Promise<readonly KindDefinition[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .filter((text) => text.includes('kind: CustomResourceDefinition'))
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as KindDefinition | null))
    .filter((definition) => definition?.spec?.versions !== undefined) as readonly KindDefinition[];
};

/** No operator runs that could convert between versions. */
const withoutWebhook = (definition: KindDefinition): KindDefinition => ({
  ...definition,
  spec: { ...definition.spec, conversion: { strategy: 'None' } } as KindDefinition['spec'],
});

/** A definition without a schema, for a kind whose own could not be had. */
export const openDefinition = ({ group, version, resource, kind, namespaced }: ResourceEntry): KindDefinition => {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const names = { plural: resource, singular: kind.toLowerCase(), kind };
  return {
    metadata: { name: `${resource}.${group}` },
    spec: {
      ...{ group, names, scope: namespaced ? 'Namespaced' : 'Cluster' },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    } as unknown as KindDefinition['spec'],
  };
};
