import { defineResourceCheck } from './resource-check.ts';
import type { PhaseRule, ResourceRule } from './resource-rule.ts';

const perconaRule: ResourceRule = {
  phase: { path: 'status.state', good: ['ready', 'paused'], bad: ['error'], message: 'status.message' },
  onHold: ['spec.pause'],
  childLabel: 'app.kubernetes.io/instance',
};

const searchPhase = (path: string): PhaseRule => ({
  path,
  good: ['green', 'GREEN'],
  bad: ['red', 'RED'],
  warn: ['yellow', 'YELLOW', 'unknown'],
});

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
      onHold: ['metadata.annotations cnpg.io/hibernation', 'cnpg.io/hibernation'],
      childLabel: 'cnpg.io/cluster',
    },
    // https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
    zalandoPostgreses: {
      phase: {
        path: 'status.PostgresClusterStatus',
        good: ['Running'],
        bad: ['CreateFailed', 'UpdateFailed', 'SyncFailed', 'Invalid'],
      },
      childLabel: 'cluster-name',
    },
    perconaPostgreses: perconaRule,
    perconaXtraDbs: perconaRule,
    perconaMongoDbs: perconaRule,
    mongoDbCommunities: {
      phase: { path: 'status.phase', good: ['Running'], bad: ['Failed'], message: 'status.message' },
    },
    mariaDbs: { ready: ['Ready'], onHold: ['spec.suspend'] },
    // https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-innodbcluster.html
    innoDbClusters: {
      phase: {
        path: 'status.cluster.status',
        good: ['ONLINE'],
        bad: ['OFFLINE', 'NO_QUORUM', 'SPLIT_BRAIN', 'INVALID', 'OFFLINE_UNCERTAIN', 'ONLINE_UNCERTAIN'],
        warn: ['ONLINE_PARTIAL'],
      },
      childLabel: 'mysql.oracle.com/cluster',
    },
    elasticsearches: {
      phase: searchPhase('status.health'),
      childLabel: 'elasticsearch.k8s.elastic.co/cluster-name',
    },
    openSearchClusters: { phase: searchPhase('status.health'), childLabel: 'opster.io/opensearch-cluster' },
  },
});
