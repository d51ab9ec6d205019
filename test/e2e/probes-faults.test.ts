import { afterAll, beforeAll, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { isProbeName } from '../../src/probes/names.ts';
import { folderForSuite } from '../support/for-test.ts';
import { ASKED_SERVICES } from './faults/asked-services.ts';
import type { FaultName } from './faults/broken-servers.ts';
import { expectCleanEnd, expectOutcomes } from './faults/expect-faults.ts';
import { COMMAND_FAULTS, LATE_FAULTS } from './faults/late-faults.ts';
import { type FaultsRun, runFaults } from './faults/run-faults.ts';

// Three faults of every check, and what only one protocol has; all others are in fault-matrix.slow.test.ts.

/** Checks that run a program are not asked anything over a network. */
const LOCAL_CHECKS = ['exec-command'];

it('every check of the catalogue that has a probe is in the matrix of faults', () => {
  const probing = checks.filter(({ needs }) => needs.some(isProbeName)).map(({ name }) => name);
  expect(Object.keys(ASKED_SERVICES).toSorted()).toEqual(
    probing.filter((name) => !LOCAL_CHECKS.includes(name)).toSorted(),
  );
});

const folder = folderForSuite('probes-faults');

const names: readonly FaultName[] = ['silent', 'closing', 'ssh-server'];
let faults: FaultsRun;
beforeAll(async () => {
  faults = await runFaults(folder.path, names, true);
});
afterAll(() => faults.stop());

it('every check names a silent, a closing and an SSH server, with its own status and reason', () =>
  expectOutcomes(faults, names));

it('what is broken behind its greeting is named by its check, and what is wrong with a command', () => {
  const expected = Object.entries({ ...LATE_FAULTS, ...COMMAND_FAULTS }).map(([name, [, outcome]]) => [name, outcome]);
  expect(faults.run.outcomes).toMatchObject(Object.fromEntries(expected));
});

it('the run ends by its deadline, within bounds, and without a secret, a process or a connection that is left', () =>
  expectCleanEnd(faults));
