import { join } from 'node:path';
import { runTool } from './program.ts';

/** Paths of the certificates of a control plane; the key of each is NAME.key beside it. */
export type ControlPlaneCertificates = {
  readonly ca: string;
  readonly server: string;
  readonly kubeletClient: string;
  readonly serviceAccounts: string;
};

/**
 * Makes an authority and the certificates of a control plane in the folder, valid for two days. `addresses` are the IP
 * addresses of the API server.
 */
export const makeCertificates = async (
  folder: string,
  addresses: readonly string[],
): Promise<ControlPlaneCertificates> => {
  const at = (name: string) => join(folder, name);
  const key = (name: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', at(name)];
  const request = ['openssl', 'req', '-x509', '-nodes', '-days', '2'];
  const make = (name: string, subject: string, more: readonly string[]) =>
    runTool([...request, ...key(`${name}.key`), '-subj', subject, '-out', at(`${name}.crt`), ...more]);
  const signed = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-addext', 'basicConstraints=critical,CA:FALSE'];
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map(
    (name) => `DNS:${name}`,
  );
  const alternatives = [...names, ...addresses.map((address) => `IP:${address}`)].join(',');

  await make('ca', '/CN=test-cluster', []);
  await make('server', '/CN=kube-apiserver', [...signed, '-addext', `subjectAltName=${alternatives}`]);
  await make('kubelet-client', '/O=system:masters/CN=kube-apiserver-kubelet-client', signed);
  await runTool(['openssl', 'genrsa', '-out', at('service-accounts.key'), '2048']);
  return {
    ca: at('ca.crt'),
    server: at('server.crt'),
    kubeletClient: at('kubelet-client.crt'),
    serviceAccounts: at('service-accounts.key'),
  };
};
