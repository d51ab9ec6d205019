import { holdPath } from '../../src/kubernetes/hold-marks.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { PhaseRule, ResourceRule } from './resource-rule.ts';

const perconaRule: ResourceRule = {
  phases: [{ path: 'status.state', good: ['ready', 'paused'], bad: ['error'], message: 'status.message' }],
  onHold: ['spec.pause'],
  childLabel: 'app.kubernetes.io/instance',
};

/** While nodes are restarted one by one or shards move, an index has fewer copies than it asks for. */
const searchHealth: PhaseRule = {
  path: 'status.health',
  good: ['green', 'GREEN'],
  bad: ['red', 'RED'],
  warn: ['yellow', 'YELLOW', 'unknown'],
  atWork: { path: 'status.phase', words: ['ApplyingChanges', 'MigratingData', 'UPGRADING'] },
};

/** Operators of databases and search engines, each by what its own documentation calls healthy. */
export default defineResourceCheck({
  name: 'databases',
  title: 'Clusters of database operators are healthy',
  why: 'Without a primary, a quorum or its archive a database refuses writes, or cannot be restored.',
  remedy: 'Ask the operator for the state of the members, and look at its log before any pod is deleted.',
  kinds: {
    // https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterconditiontype
    cnpgClusters: {
      ready: ['Ready'],
      wellWhenTrue: ['ContinuousArchiving'],
      warnWhenFalse: ['LastBackupSucceeded'],
      onHold: [holdPath('cnpg.io/hibernation'), 'cnpg.io/hibernation'],
      childLabel: 'cnpg.io/cluster',
    },
    // https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
    zalandoPostgreses: {
      phases: [
        {
          path: 'status.PostgresClusterStatus',
          good: ['Running'],
          bad: ['CreateFailed', 'UpdateFailed', 'SyncFailed', 'Invalid'],
        },
      ],
      childLabel: 'cluster-name',
    },
    perconaPostgreses: perconaRule,
    perconaXtraDbs: perconaRule,
    perconaMongoDbs: perconaRule,
    mongoDbCommunities: {
      phases: [{ path: 'status.phase', good: ['Running'], bad: ['Failed'], message: 'status.message' }],
    },
    mariaDbs: { ready: ['Ready'], onHold: ['spec.suspend'] },
    // https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-innodbcluster.html
    innoDbClusters: {
      phases: [
        {
          path: 'status.cluster.status',
          good: ['ONLINE'],
          bad: ['OFFLINE', 'NO_QUORUM', 'SPLIT_BRAIN', 'INVALID', 'OFFLINE_UNCERTAIN'],
          // It has its quorum; a member is away, as each is in turn while they are restarted.
          warn: ['ONLINE_PARTIAL', 'ONLINE_UNCERTAIN'],
        },
      ],
      childLabel: 'mysql.oracle.com/cluster',
    },
    // https://github.com/elastic/cloud-on-k8s/blob/main/pkg/apis/elasticsearch/v1/elasticsearch_types.go
    elasticsearches: {
      phases: [searchHealth, { path: 'status.phase', good: ['Ready'], bad: ['Invalid'], warn: ['Stalled'] }],
      onHold: [holdPath('eck.k8s.elastic.co/managed')],
      childLabel: 'elasticsearch.k8s.elastic.co/cluster-name',
    },
    openSearchClusters: { phases: [searchHealth], childLabel: 'opster.io/opensearch-cluster' },
  },
});
