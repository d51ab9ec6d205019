/** Where kavmon is installed; its pods run under Pod Security `restricted`. */
export const HOME = 'watch';
/** Where the services are that it looks at. */
export const SHOP = 'shop';

export const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
export const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };
