import { renewalFaults } from './certificate-renewal.ts';
import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';

const GROUP = 'cert-manager.io';

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateConditionType */
export default defineResourceCheck({
  name: 'cert-manager',
  title: 'Certificates are issued and renewed, and their issuers work',
  why: 'A certificate that is not renewed takes down all that serve it, on a day that is known now.',
  remedy:
    'Describe the Certificate, its CertificateRequest, Order and Challenge: the last of them says what is refused.',
  kinds: {
    certificates: {
      ready: ['Ready'],
      atWork: ['Issuing'],
      otherFaults: renewalFaults,
      madeSecret: ({ fields }) => {
        const name = fields['spec.secretName'];
        return typeof name === 'string' ? { name, isMade: fields['status.notAfter'] !== undefined } : undefined;
      },
      references: (row) => referenceAt(row, 'spec.issuerRef', { kind: 'Issuer', group: GROUP }),
    },
    issuers: { ready: ['Ready'] },
    clusterIssuers: { ready: ['Ready'] },
  },
});
