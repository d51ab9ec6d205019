/** Reasons of findings on cluster objects, one per condition of the catalogue; safe as a metric label. */
export const clusterReasons = {
  crash_loop: { text: 'a container starts and ends again and again' },
  oom_killed: { text: 'a container was killed for memory' },
  image_pull: { text: 'an image cannot be pulled' },
  unschedulable: { text: 'no node takes the pod' },
} as const;
