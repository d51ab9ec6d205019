import { beforeAll, describe, expect, it } from 'vitest';
import { rendered, tools } from './helm.ts';

let helm = '';
beforeAll(async () => {
  ({ helm } = await tools());
}, 900_000);

describe('values that cannot work are refused', () => {
  it.each([
    ['jobs.x.shedule=1', /shedule/],
    ['jbos.x.schedule=1', /jbos/],
    ['jobs.X.suspend=true', /'X'/],
    ['jobs.x.groups={dependency}', /groups.*'pods'/s],
    ['jobs.x.groups={pod}', /groups.*'pods'/s],
    ['jobs.x.startingDeadlineSeconds=5', /startingDeadlineSeconds.*10/],
    ['jobs.x.shards=0', /shards/],
    ['jobs.x.schedule=* * * *', /schedule/],
    ['jobs.x.schedule=61 * * * *', /jobs\.x: "61" in the schedule is out of range/],
    ['jobs.x.schedule=H/90 * * * *', /jobs\.x: "H\/90" in the schedule is no step/],
    ['jobs.x.schedule=a * * * *', /jobs\.x: "a" in the schedule is neither a number/],
    ['jobs.x.schedule=@often', /jobs\.x: the schedule "@often" is not known; known: .*@hourly/],
    ['image.digest=latest', /digest/],
    ['otel.endpoint=collector:4318', /endpoint/],
    ['networkPolicy.flavor=calico', /flavor.*'cilium'/s],
    ['secretEnv.A.name=b', /key/],
    ['scope.allNamespaces=true,scope.namespaces={a}', /allNamespaces and namespaces exclude each other/],
  ])('%s', async (set, words) => {
    await expect(rendered(helm, { set: [set] })).rejects.toThrow(words);
  });
});
