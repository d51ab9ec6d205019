import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';

/** https://external-secrets.io/latest/api/externalsecret/ */
export default defineResourceCheck({
  name: 'external-secrets',
  title: 'External Secrets are synchronized, and their stores answer',
  why: 'Pods go on with old credentials, or do not start, when their Secrets are no longer made.',
  remedy:
    'Look at the store first: its credentials and address; then at the path and key that the ExternalSecret asks for.',
  kinds: {
    externalSecrets: {
      ready: ['Ready'],
      madeSecret: ({ ref, fields }) => {
        const name = fields['spec.target.name'];
        const isMade = fields['status.refreshTime'] !== undefined;
        return { name: typeof name === 'string' && name !== '' ? name : ref.name, isMade };
      },
      references: (row) =>
        referenceAt(row, 'spec.secretStoreRef', { kind: 'SecretStore', group: 'external-secrets.io' }),
    },
    secretStores: { ready: ['Ready'] },
    clusterSecretStores: { ready: ['Ready'] },
  },
});
