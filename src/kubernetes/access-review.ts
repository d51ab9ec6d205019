import type { Client } from './api/client.ts';
import { readJson } from './api/read-json.ts';
import type { Right } from './rbac.ts';

interface Review {
  readonly status?: { readonly allowed?: boolean };
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * The rights that whoever asks does not have, asked of the API server one by one.
 *
 * @throws {ApiFailure} when it cannot be asked.
 */
export const missingRights = async (client: Client, rights: readonly Right[]): Promise<readonly Right[]> => {
  const answers = await Promise.all(
    rights.map(async (resourceAttributes) => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const { status } = await client.post<Review>(PATH, body, readJson);
      return status?.allowed === true;
    }),
  );
  return rights.filter((_, n) => answers[n] !== true);
};

/** A right in words: `list jobs.batch in namespace shop`. */
export const rightText = ({ verb, group, resource, subresource, name, namespace }: Right): string => {
  const full = `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
  return `${verb} ${full}${name ? ` ${name}` : ''} ${namespace ? `in namespace ${namespace}` : 'in the cluster'}`;
};
