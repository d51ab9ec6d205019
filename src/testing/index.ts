// What tests of users' own checks import, as `kavmon/testing`.

export { ProbeError } from '../model/errors.ts';
export type { ApiObject } from './api-objects.ts';
export { fakeContext, type RecordedCalls } from './fake-context.ts';
export type { FakeProbe } from './fake-probes.ts';
export {
  cronJob,
  daemonSet,
  deployment,
  endpointSlice,
  ingress,
  job,
  namespace,
  node,
  persistentVolumeClaim,
  pod,
  type RowBuilder,
  replicaSet,
  row,
  service,
  statefulSet,
} from './rows.ts';
export { type CheckInputs, runCheck } from './run-check.ts';
export { ago, testNow } from './test-time.ts';
