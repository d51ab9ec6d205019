import type { ApiClient } from './api/client.ts';
import { readJsonBody } from './api/read-json.ts';
import type { AccessRight } from './rbac.ts';

interface AccessReview {
  readonly status?: { readonly allowed?: boolean };
}

const REVIEW_PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * The rights that whoever asks does not have, asked of the API server one by one.
 *
 * @throws {ApiFailure} when it cannot be asked.
 */
export const missingRights = async (
  client: ApiClient,
  rights: readonly AccessRight[],
): Promise<readonly AccessRight[]> => {
  const answers = await Promise.all(
    rights.map(async (resourceAttributes) => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const { status } = await client.post<AccessReview>(REVIEW_PATH, body, readJsonBody);
      return status?.allowed === true;
    }),
  );
  return rights.filter((_, n) => answers[n] !== true);
};

/** A right in words: `list jobs.batch in namespace shop`. */
export const rightText = ({ verb, group, resource, subresource, name, namespace }: AccessRight): string => {
  const full = `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
  return `${verb} ${full}${name ? ` ${name}` : ''} ${namespace ? `in namespace ${namespace}` : 'in the cluster'}`;
};
