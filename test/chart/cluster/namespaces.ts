/** The namespace that kavmon is installed in, with Pod Security `restricted`. */
export const RELEASE_NAMESPACE = 'watch';
/** The namespace of the services that it checks. */
export const SHOP_NAMESPACE = 'shop';

export const RESTRICTED_LABELS = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
export const SMALL_RESOURCES = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };
