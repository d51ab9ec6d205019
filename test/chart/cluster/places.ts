/** The namespace that kavmon is installed in, with Pod Security `restricted`. */
export const HOME = 'watch';
/** The namespace of the services that it checks. */
export const SHOP = 'shop';

export const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
export const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };
