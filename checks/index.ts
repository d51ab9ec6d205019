import type { Check } from '../src/check/check.ts';
import apiServices from './api/api-services.ts';
import heldDeletions from './api/held-deletions.ts';
import webhookBackends from './api/webhook-backends.ts';
import execCommand from './custom/exec-command.ts';
import elasticsearchCluster from './database/elasticsearch-cluster.ts';
import mongodbConnection from './database/mongodb-connection.ts';
import mysqlConnection from './database/mysql-connection.ts';
import pgbouncerPools from './database/pgbouncer-pools.ts';
import postgresConnection from './database/postgres-connection.ts';
import redisConnection from './database/redis-connection.ts';
import asyncJob from './endpoint/async-job.ts';
import clockOffset from './endpoint/clock-offset.ts';
import dnsResolution from './endpoint/dns-resolution.ts';
import grpcHealth from './endpoint/grpc-health.ts';
import httpEndpoint from './endpoint/http-endpoint.ts';
import httpSteps from './endpoint/http-steps.ts';
import scoring from './endpoint/scoring.ts';
import serviceInfo from './endpoint/service-info.ts';
import tcpConnection from './endpoint/tcp-connection.ts';
import tlsCertificate from './endpoint/tls-certificate.ts';
import websocket from './endpoint/websocket.ts';
import missingDisruptionBudget from './hygiene/missing-disruption-budget.ts';
import missingProbes from './hygiene/missing-probes.ts';
import missingResources from './hygiene/missing-resources.ts';
import probeTiming from './hygiene/probe-timing.ts';
import secretsInEnv from './hygiene/secrets-in-env.ts';
import unpinnedImages from './hygiene/unpinned-images.ts';
import imageDrift from './images/image-drift.ts';
import imageVersions from './images/image-versions.ts';
import modelRegistry from './images/model-registry.ts';
import modelVersion from './images/model-version.ts';
import registryImage from './images/registry-image.ts';
import revisionOverlap from './images/revision-overlap.ts';
import namespaceTermination from './namespaces/namespace-termination.ts';
import quotaUsage from './namespaces/quota-usage.ts';
import endpointSlices from './network/endpoint-slices.ts';
import gatewayRoutes from './network/gateway-routes.ts';
import gateways from './network/gateways.ts';
import ingressAddresses from './network/ingress-addresses.ts';
import ingressBackends from './network/ingress-backends.ts';
import ingressClasses from './network/ingress-classes.ts';
import loadBalancers from './network/load-balancers.ts';
import localTraffic from './network/local-traffic.ts';
import networkPolicies from './network/network-policies.ts';
import routeOutsideIn from './network/route-outside-in.ts';
import serviceAddresses from './network/service-addresses.ts';
import serviceEndpoints from './network/service-endpoints.ts';
import servicePorts from './network/service-ports.ts';
import serviceSelectors from './network/service-selectors.ts';
import tlsSecrets from './network/tls-secrets.ts';
import nodeCapacity from './nodes/node-capacity.ts';
import nodeCordoned from './nodes/node-cordoned.ts';
import nodePressure from './nodes/node-pressure.ts';
import nodeReadiness from './nodes/node-readiness.ts';
import nodeVersions from './nodes/node-versions.ts';
import containerStarts from './pods/container-starts.ts';
import crashLoops from './pods/crash-loops.ts';
import imagePulls from './pods/image-pulls.ts';
import initContainers from './pods/init-containers.ts';
import killedContainers from './pods/killed-containers.ts';
import oomKills from './pods/oom-kills.ts';
import podsFailed from './pods/pods-failed.ts';
import podsNotReady from './pods/pods-not-ready.ts';
import podsPending from './pods/pods-pending.ts';
import podsStuckCreating from './pods/pods-stuck-creating.ts';
import podsTerminating from './pods/pods-terminating.ts';
import schedulingGates from './pods/scheduling-gates.ts';
import kafkaCluster from './queue/kafka-cluster.ts';
import kafkaConsumers from './queue/kafka-consumers.ts';
import kafkaTopics from './queue/kafka-topics.ts';
import natsConnection from './queue/nats-connection.ts';
import natsJetstream from './queue/nats-jetstream.ts';
import rabbitmqConnection from './queue/rabbitmq-connection.ts';
import rabbitmqHealth from './queue/rabbitmq-health.ts';
import rabbitmqQueues from './queue/rabbitmq-queues.ts';
import rabbitmqTopology from './queue/rabbitmq-topology.ts';
import argo from './resources/argo.ts';
import certManager from './resources/cert-manager.ts';
import clusterApi from './resources/cluster-api.ts';
import crossplane from './resources/crossplane.ts';
import databases from './resources/databases.ts';
import externalSecrets from './resources/external-secrets.ts';
import flux from './resources/flux.ts';
import inferenceServices from './resources/inference-services.ts';
import karpenter from './resources/karpenter.ts';
import keda from './resources/keda.ts';
import knative from './resources/knative.ts';
import ownResources from './resources/own-resources.ts';
import platformOperators from './resources/platform-operators.ts';
import queues from './resources/queues.ts';
import autoscalers from './scaling/autoscalers.ts';
import disruptionBudgets from './scaling/disruption-budgets.ts';
import errorBudget from './slo/error-budget.ts';
import promqlThreshold from './slo/promql-threshold.ts';
import objectStorage from './storage/object-storage.ts';
import storageClasses from './storage/storage-classes.ts';
import volumeClaims from './storage/volume-claims.ts';
import volumes from './storage/volumes.ts';
import cronjobSchedules from './workloads/cronjob-schedules.ts';
import daemonsetPods from './workloads/daemonset-pods.ts';
import deploymentReplicas from './workloads/deployment-replicas.ts';
import deploymentRollouts from './workloads/deployment-rollouts.ts';
import jobFailures from './workloads/job-failures.ts';
import refusedPods from './workloads/refused-pods.ts';
import replicaSets from './workloads/replica-sets.ts';
import statefulsetReferences from './workloads/statefulset-references.ts';
import statefulsetReplicas from './workloads/statefulset-replicas.ts';
import templateConflicts from './workloads/template-conflicts.ts';
import workloadsSettled from './workloads/workloads-settled.ts';

/** The catalogue: every check, in the order of its groups. */
export const checks: readonly Check[] = [
  containerStarts,
  crashLoops,
  imagePulls,
  initContainers,
  killedContainers,
  oomKills,
  podsFailed,
  podsNotReady,
  podsPending,
  podsStuckCreating,
  podsTerminating,
  schedulingGates,
  cronjobSchedules,
  daemonsetPods,
  deploymentReplicas,
  deploymentRollouts,
  jobFailures,
  refusedPods,
  replicaSets,
  statefulsetReferences,
  statefulsetReplicas,
  templateConflicts,
  workloadsSettled,
  autoscalers,
  disruptionBudgets,
  endpointSlices,
  ingressAddresses,
  ingressBackends,
  ingressClasses,
  gateways,
  gatewayRoutes,
  loadBalancers,
  localTraffic,
  networkPolicies,
  routeOutsideIn,
  serviceAddresses,
  serviceEndpoints,
  servicePorts,
  serviceSelectors,
  tlsSecrets,
  objectStorage,
  storageClasses,
  volumeClaims,
  volumes,
  argo,
  certManager,
  clusterApi,
  crossplane,
  databases,
  externalSecrets,
  flux,
  inferenceServices,
  karpenter,
  keda,
  knative,
  ownResources,
  platformOperators,
  queues,
  nodeCapacity,
  nodeCordoned,
  nodePressure,
  nodeReadiness,
  nodeVersions,
  namespaceTermination,
  quotaUsage,
  apiServices,
  heldDeletions,
  webhookBackends,
  imageDrift,
  imageVersions,
  modelRegistry,
  modelVersion,
  registryImage,
  revisionOverlap,
  missingDisruptionBudget,
  missingProbes,
  missingResources,
  probeTiming,
  secretsInEnv,
  unpinnedImages,
  asyncJob,
  clockOffset,
  dnsResolution,
  grpcHealth,
  httpEndpoint,
  httpSteps,
  scoring,
  serviceInfo,
  tcpConnection,
  tlsCertificate,
  websocket,
  elasticsearchCluster,
  mongodbConnection,
  mysqlConnection,
  pgbouncerPools,
  postgresConnection,
  redisConnection,
  kafkaCluster,
  kafkaTopics,
  kafkaConsumers,
  natsConnection,
  natsJetstream,
  rabbitmqConnection,
  rabbitmqHealth,
  rabbitmqQueues,
  rabbitmqTopology,
  errorBudget,
  promqlThreshold,
  execCommand,
];
