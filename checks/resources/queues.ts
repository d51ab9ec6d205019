import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const CLUSTER_LABEL = 'strimzi.io/cluster';

const clusterOf =
  (kind: string) =>
  ({ ref, labels }: CustomResourceRow): readonly ObjectRef[] => {
    const name = labels[CLUSTER_LABEL];
    if (name === undefined || ref.namespace === undefined) return [];
    return [{ kind, group: 'kafka.strimzi.io', namespace: ref.namespace, name }];
  };

/** Strimzi says `NotReady` where others say `Ready` is False. https://strimzi.io/docs/operators/latest/deploying#con-custom-resources-status-str */
const strimziRule: ResourceRule = { ready: ['Ready', 'NotReady'], onHold: ['ReconciliationPaused'] };

export default defineResourceCheck({
  name: 'queues',
  title: 'Clusters of queue operators are ready',
  why: 'Producers and consumers stop, or a topic or a user that was asked for is not made.',
  remedy: 'Look at the cluster before its topics, users and connectors, and at the log of its operator.',
  kinds: {
    kafkas: { ...strimziRule, childLabel: CLUSTER_LABEL },
    kafkaConnects: { ...strimziRule, childLabel: CLUSTER_LABEL },
    kafkaConnectors: { ...strimziRule, references: clusterOf('KafkaConnect') },
    kafkaTopics: { ...strimziRule, references: clusterOf('Kafka') },
    kafkaUsers: { ...strimziRule, references: clusterOf('Kafka') },
    // https://www.rabbitmq.com/kubernetes/operator/using-operator#status
    rabbitmqClusters: {
      ready: ['ClusterAvailable'],
      wellWhenTrue: ['AllReplicasReady', 'ReconcileSuccess'],
      warnWhenFalse: ['NoWarnings'],
      onHold: ['metadata.labels rabbitmq.com/pauseReconciliation'],
      childLabel: 'app.kubernetes.io/name',
    },
  },
});
