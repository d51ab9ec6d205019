import type { Json } from '../../model/json.ts';

/** A check that the configuration will list. */
export interface ProposedCheck {
  readonly check: string;
  /** Where a service has several of one check. */
  readonly name?: string;
  readonly params: { readonly [key: string]: Json };
  /** Why it is as it is, or what it still needs. */
  readonly note?: string;
  /** Written behind a comment sign: it needs something that only a person has. */
  readonly isDraft?: true;
}

/** A service that the configuration will have. */
export interface ProposedService {
  /** Of its object, and where that is: several may have the same. */
  readonly name: string;
  readonly namespace: string;
  /** Label selector of its objects in the cluster. */
  readonly selector?: string;
  readonly notes: readonly string[];
  readonly checks: readonly ProposedCheck[];
}

/** Whether anything of a service is asked; one that has drafts alone is a draft itself. */
export const isActive = ({ checks }: ProposedService): boolean => checks.some(({ isDraft }) => isDraft !== true);

/** What has no check, and why. */
export interface LeftOut {
  /** `Service shop/web`, `port metrics (9090) of Service shop/web`. */
  readonly what: string;
  readonly why: string;
}

/** All that is known of a first configuration. */
export interface Proposal {
  readonly services: readonly ProposedService[];
  readonly leftOut: readonly LeftOut[];
}

/** Several proposals as one. */
export const joinProposals = (parts: readonly Proposal[]): Proposal => ({
  services: parts.flatMap(({ services }) => services),
  leftOut: parts.flatMap(({ leftOut }) => leftOut),
});
