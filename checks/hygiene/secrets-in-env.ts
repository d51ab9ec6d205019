import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { templateContainers } from './template-containers.ts';

export default defineCheck({
  group: 'hygiene',
  name: 'secrets-in-env',
  title: 'No secrets stand in pod templates',
  why: 'A password in a template is read by everybody who may read pods, and lives on in revisions and repositories.',
  remedy: 'Move the value to a Secret and refer to it by secretKeyRef; then change it, it is known.',
  severity: 'sev3',
  enabled: false,
  needs: ['pods'],
  params: z.strictObject({
    allow: z
      .array(z.string().min(1))
      .default([])
      .describe('Names of variables that hold no secret whatever they are called'),
  }),
  run({ pods, params }) {
    const exposed = pods
      .filter(({ deletingAt, mirror }) => deletingAt === undefined && mirror !== true)
      .flatMap((pod) => templateContainers(pod, { all: true }))
      .map((subject) => ({ ...subject, names: secretVariables(subject.spec, params.allow) }))
      .filter(({ names }) => names.length > 0);
    // Names only: the rows hold no values of variables.
    return findingsByOwner(exposed, ({ container, names }) => ({
      reason: 'secret_in_env',
      level: 'warning',
      message: `container ${container} has plain values in ${names.join(', ')}`,
      evidence: { variables: names },
    }));
  },
});

const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?)$|_PWD$/i;

const secretVariables = ({ literals, credentials = [] }: ContainerSpec, allow: readonly string[]): readonly string[] =>
  literals.filter((name) => (credentials.includes(name) || SECRET_NAME.test(name)) && !allow.includes(name));
