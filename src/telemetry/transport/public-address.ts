import { hasStrayPassword } from '../../text/stray-credentials.ts';

/** The address without user, password, query and fragment. */
export const publicAddress = (endpoint: string): string => {
  if (hasStrayPassword(endpoint.replace('@base64/', ''))) return 'an address with an @ behind its host';
  try {
    const { origin, pathname } = new URL(endpoint);
    return origin + pathname;
  } catch {
    return 'an address that is no URL';
  }
};
