import type { Check } from '../src/check.ts';
import execCommand from './custom/exec-command.ts';
import postgresConnection from './database/postgres-connection.ts';
import redisConnection from './database/redis-connection.ts';
import dnsResolution from './endpoint/dns-resolution.ts';
import httpEndpoint from './endpoint/http-endpoint.ts';
import serviceInfo from './endpoint/service-info.ts';
import tcpConnection from './endpoint/tcp-connection.ts';
import tlsCertificate from './endpoint/tls-certificate.ts';
import missingDisruptionBudget from './hygiene/missing-disruption-budget.ts';
import missingProbes from './hygiene/missing-probes.ts';
import missingResources from './hygiene/missing-resources.ts';
import probeTiming from './hygiene/probe-timing.ts';
import secretsInEnv from './hygiene/secrets-in-env.ts';
import unpinnedImages from './hygiene/unpinned-images.ts';
import imageDrift from './images/image-drift.ts';
import imageVersions from './images/image-versions.ts';
import modelVersion from './images/model-version.ts';
import revisionOverlap from './images/revision-overlap.ts';
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
import cronjobSchedules from './workloads/cronjob-schedules.ts';
import daemonsetPods from './workloads/daemonset-pods.ts';
import deploymentReplicas from './workloads/deployment-replicas.ts';
import deploymentRollouts from './workloads/deployment-rollouts.ts';
import jobFailures from './workloads/job-failures.ts';
import refusedPods from './workloads/refused-pods.ts';
import statefulsetReferences from './workloads/statefulset-references.ts';
import statefulsetReplicas from './workloads/statefulset-replicas.ts';

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
  statefulsetReferences,
  statefulsetReplicas,
  imageDrift,
  imageVersions,
  modelVersion,
  revisionOverlap,
  missingDisruptionBudget,
  missingProbes,
  missingResources,
  probeTiming,
  secretsInEnv,
  unpinnedImages,
  dnsResolution,
  httpEndpoint,
  serviceInfo,
  tcpConnection,
  tlsCertificate,
  postgresConnection,
  redisConnection,
  execCommand,
];
