import type { ProposedService } from './proposal.ts';

const MAX_NAME_LENGTH = 63;

/** The service that is always there. */
const TAKEN = 'cluster';

/** A name for each service, as a configuration takes it: that of its object, and of its namespace where several have it. */
export const nameServices = (services: readonly ProposedService[]): readonly (readonly [string, ProposedService])[] => {
  const byName = Map.groupBy(services, ({ name }) => name);
  const taken = new Set([TAKEN]);
  return services.map((service) => {
    const { name, namespace } = service;
    const isUnique = byName.get(name)?.length === 1 && name !== TAKEN;
    const wanted = cutName(isUnique ? name : `${namespace}-${name}`);
    const free = [wanted, ...Array.from({ length: services.length }, (_, index) => numberedName(wanted, index + 2))];
    const chosen = free.find((one) => !taken.has(one)) ?? wanted;
    taken.add(chosen);
    return [chosen, service] as const;
  });
};

const cutName = (name: string): string => name.slice(0, MAX_NAME_LENGTH).replace(/[^A-Za-z0-9]+$/, '');

const numberedName = (name: string, number: number): string => {
  const end = `-${number}`;
  return `${name.slice(0, MAX_NAME_LENGTH - end.length)}${end}`;
};
