import { afterAll, beforeAll } from 'vitest';
import { START_TIMEOUT_MS } from '../cluster/cluster.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { stageMissing } from './chart-stage.ts';
import { admissionTests } from './cluster/admission.ts';
import { type ChartSite, startChartSite } from './cluster/chart-site.ts';
import { containerTests } from './cluster/container-limits.ts';
import { gateTests } from './cluster/gate.ts';
import { lifecycleTests } from './cluster/lifecycle.ts';
import { manualRunTests } from './cluster/manual-runs.ts';
import { networkPolicyTests } from './cluster/network-policy.ts';
import { operatingTests } from './cluster/operating.ts';
import { ownCheckTests } from './cluster/own-checks.ts';
import { wiringTests } from './cluster/proxy-and-secrets.ts';
import { pushgatewayTests } from './cluster/pushgateway.ts';
import { rightsTests } from './cluster/rights.ts';
import { runEndTests } from './cluster/run-ends.ts';
import { schedulingTests } from './cluster/scheduling.ts';
import { serviceTargetTests } from './cluster/service-targets.ts';
import { waitGateTests } from './cluster/wait-gates.ts';

const describeStage = describeUnless(await stageMissing());

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
  operatingTests(site);
  ownCheckTests(site);
  serviceTargetTests(site);
  networkPolicyTests(site);
  gateTests(site);
  waitGateTests(site);
  manualRunTests(site);
  schedulingTests(site);
  lifecycleTests(site);
});
