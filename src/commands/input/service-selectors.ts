import type { Registration } from '../../check/check.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';
import { UsageError } from '../../model/errors.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';

/** What a configuration knows of its services. */
export interface KnownServices {
  readonly services: readonly string[];
  readonly registrations: readonly Pick<Registration, 'service' | 'check' | 'params' | 'selector'>[];
}

/** A service of the configuration, as somebody names it. */
export interface NamedService {
  readonly registrations: KnownServices['registrations'];
  /** The label selectors of its objects; empty: its configuration names none. */
  readonly selectors: readonly string[];
}

/**
 * Finds a service by its name. `otherMeaning` says what else the name may mean; default: the nearest services.
 * @throws {UsageError} when the configuration has none of that name.
 */
export const findService = (
  name: string,
  { services, registrations }: KnownServices,
  otherMeaning: () => string | undefined = () => undefined,
): NamedService => {
  const known = services.filter((service) => service !== CLUSTER_SERVICE);
  if (!known.includes(name))
    throw new UsageError(
      `the configuration has no service "${name}": ${otherMeaning() ?? suggestAlternatives(name, known)} (an object is named KIND/NAME)`,
    );
  const own = registrations.filter(({ service }) => service === name);
  return { registrations: own, selectors: [...new Set(own.flatMap(({ selector }) => selector ?? []))] };
};
