import type { CheckMetadata } from '../../check/check.ts';
import type { SourceName } from '../../check/sources.ts';
import { isReadByName, type ListedViewName, resourceOf, resourceTable } from '../../kubernetes/resources.ts';

/** What a check may do with the API of Kubernetes, as one rule of a Role. */
export interface ApiRight {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** What a check reads of the API, from the table that the reading itself goes by. */
export const apiRightsOf = ({ needs, wants = [] }: Pick<CheckMetadata, 'needs' | 'wants'>): readonly ApiRight[] =>
  [...needs, ...wants].filter(isListed).map((name) => {
    const { group: apiGroup, resource } = resourceOf(name);
    return { apiGroup, resource, verbs: [isReadByName(name) ? 'get' : 'list'] };
  });

const isListed = (name: SourceName): name is ListedViewName => Object.hasOwn(resourceTable, name);
