import type { Described } from '../../check/check.ts';
import type { SourceName } from '../../check/sources.ts';
import { type ListedView, resources } from '../../kubernetes/resources.ts';

/** What a check may do with the API of Kubernetes, as one rule of a Role. */
export interface ApiRight {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** What a check reads of the API, from the table that the reading itself goes by. */
export const apiRightsOf = ({ needs, wants = [] }: Pick<Described, 'needs' | 'wants'>): readonly ApiRight[] =>
  [...needs, ...wants]
    .filter(isListed)
    .map((name) => ({ apiGroup: resources[name].group, resource: resources[name].resource, verbs: ['list'] }));

const isListed = (name: SourceName): name is ListedView => Object.hasOwn(resources, name);
