import { buildRow, type ObjectParts } from '../../support/build-rows.ts';

/** An Ingress of `shop.test/`, by default to port 80 of the Service `web`, without an address. */
export const ingressRow = (parts: ObjectParts & { backend?: object; address?: string } = {}) => {
  const { backend = { service: { name: 'web', port: { number: 80 } } }, address } = parts;
  return buildRow('ingresses', {
    ...{ name: 'shop', ...parts },
    spec: { rules: [{ host: 'shop.test', http: { paths: [{ path: '/', backend }] } }], ...parts.spec },
    status: { loadBalancer: { ingress: address === undefined ? [] : [{ ip: address }] }, ...parts.status },
  });
};
