import { afterAll, beforeAll } from 'vitest';
import { START_TIMEOUT_MS } from '../cluster/cluster.ts';
import { unless } from '../support/requirement.ts';
import { admissionTests } from './cluster/admission.ts';
import { manualRunTests } from './cluster/by-hand.ts';
import { containerTests } from './cluster/container.ts';
import { runEndTests } from './cluster/ending.ts';
import { networkPolicyTests } from './cluster/fence.ts';
import { gateTests } from './cluster/gate.ts';
import { lifecycleTests } from './cluster/lifecycle.ts';
import { ownCheckTests } from './cluster/own-checks.ts';
import { pushgatewayTests } from './cluster/pushing.ts';
import { rightsTests } from './cluster/rights.ts';
import { schedulingTests } from './cluster/scheduling.ts';
import { type ChartSite, startChartSite } from './cluster/site.ts';
import { wiringTests } from './cluster/wiring.ts';
import { stageMissing } from './stage.ts';

const describeStage = unless(await stageMissing());

/**
 * One cluster for all tests: its start takes longer than any of them. Schedules come last, after some of their runs.
 */
describeStage('the chart on a real cluster', () => {
  let set: ChartSite;
  const site = () => set;
  beforeAll(async () => {
    set = await startChartSite();
  }, START_TIMEOUT_MS);
  afterAll(() => set?.stage.stop(), 90_000);

  admissionTests(site);
  rightsTests(site);
  containerTests(site);
  runEndTests(site);
  wiringTests(site);
  pushgatewayTests(site);
  ownCheckTests(site);
  networkPolicyTests(site);
  gateTests(site);
  manualRunTests(site);
  schedulingTests(site);
  lifecycleTests(site);
});
