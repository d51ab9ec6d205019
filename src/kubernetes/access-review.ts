import type { ApiClient } from './api/client.ts';
import { readJsonBody } from './api/read-json.ts';
import type { AccessRight } from './rbac.ts';

interface AccessReview {
  readonly status?: { readonly allowed?: boolean };
}

const REVIEW_PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * Returns those of the rights that the client's user does not have, by one SelfSubjectAccessReview for each.
 *
 * @throws {ApiFailure} when the API server does not answer.
 */
export const missingRights = async (
  client: ApiClient,
  rights: readonly AccessRight[],
): Promise<readonly AccessRight[]> => {
  const isAllowed = await Promise.all(
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
  return rights.filter((_, index) => !isAllowed[index]);
};

/** Formats a right: `list jobs.batch in namespace shop`. */
export const formatRight = ({ verb, group, resource, subresource, name, namespace }: AccessRight): string => {
  const full = `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
  return `${verb} ${full}${name ? ` ${name}` : ''} ${namespace ? `in namespace ${namespace}` : 'in the cluster'}`;
};
