import { afterAll, beforeAll } from 'vitest';
import { START_MS } from '../cluster/cluster.ts';
import { unless } from '../support/requirement.ts';
import { admission } from './cluster/admission.ts';
import { byHand } from './cluster/by-hand.ts';
import { inContainer } from './cluster/container.ts';
import { ending } from './cluster/ending.ts';
import { fence } from './cluster/fence.ts';
import { gate } from './cluster/gate.ts';
import { lifecycle } from './cluster/lifecycle.ts';
import { ownChecks } from './cluster/own-checks.ts';
import { pushing } from './cluster/pushing.ts';
import { rights } from './cluster/rights.ts';
import { scheduling } from './cluster/scheduling.ts';
import { type Site, startSite } from './cluster/site.ts';
import { wiring } from './cluster/wiring.ts';
import { stageMissing } from './stage.ts';

const describeStage = unless(await stageMissing());

/**
 * One cluster for all tests: its start takes longer than any of them. Schedules come last, after some of their runs.
 */
describeStage('the chart on a real cluster', () => {
  let set: Site;
  const site = () => set;
  beforeAll(async () => {
    set = await startSite();
  }, START_MS);
  afterAll(() => set?.stage.stop(), 90_000);

  admission(site);
  rights(site);
  inContainer(site);
  ending(site);
  wiring(site);
  pushing(site);
  ownChecks(site);
  fence(site);
  gate(site);
  byHand(site);
  scheduling(site);
  lifecycle(site);
});
