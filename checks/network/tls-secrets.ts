import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { refuseInvertedDays, refuseInvertedShares } from '../../src/expectations/limit-order.ts';
import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { certificateDaysParams, refuseTwoLimits } from '../endpoint/tls/compare-dates.ts';
import { certificateIssueLookup } from './tls/certificate-issue.ts';
import { judgeSecretUsers } from './tls/judge-secrets.ts';
import { findSecretUsers } from './tls/secret-users.ts';

export default defineCheck({
  group: 'network',
  name: 'tls-secrets',
  title: 'Ingresses and Gateways have certificates that clients accept',
  why: 'Where the Secret is missing or unusable a controller serves its own certificate, which every client refuses.',
  remedy: 'Renew the certificate in the Secret, or correct what makes it (cert-manager, External Secrets, a pipeline).',
  remedies: {
    reference_missing:
      'Create the Secret, or correct its name; of cert-manager, describe the Certificate that makes it.',
    certificate_name: 'Have the certificate issued for the hosts that are named, or correct the hosts.',
    certificate_chain: 'Put the certificate of the server first, then that of each issuer, without the root.',
  },
  severity: 'sev2',
  onlyByName: true,
  needs: ['ingresses', 'tlsSecrets'],
  wants: ['gateways', 'listenerSets', 'ingressClasses', 'certificates'],
  judges: ['ingresses', 'gateways', 'listenerSets'],
  params: z
    .strictObject({
      ...certificateDaysParams(),
      grace: duration()
        .prefault('10m')
        .describe('How long a Secret may be missing after what names it was made, and cert-manager may take to issue'),
    })
    .check(refuseInvertedDays, refuseInvertedShares, refuseTwoLimits),
  run({ ingresses, tlsSecrets, params, now, note, looked, ...rest }) {
    const { gateways = [], listenerSets = [], ingressClasses = [], certificates = [] } = rest;
    const users = findSecretUsers(ingresses, [...gateways, ...listenerSets], ingressClasses);
    const secrets = new Map(tlsSecrets.map((row) => [objectKey(row.ref), row]));
    const unread = tlsSecrets.filter((row) => row.unread).map(({ ref }) => `${ref.namespace}/${ref.name}`);
    if (unread.length > 0)
      note(
        `not looked at, outside of the namespaces that are read: ${abbreviateList(unread.map((name) => `Secret ${name}`))}`,
      );
    looked('certificates', tlsSecrets.filter(({ served }) => served.own !== undefined).length);
    return judgeSecretUsers(users, {
      secretOf: (name) => secrets.get(objectKey({ kind: 'Secret', ...name })),
      issueOf: certificateIssueLookup(certificates, now, params.grace),
      limits: params,
      grace: params.grace,
      now,
    });
  },
});
