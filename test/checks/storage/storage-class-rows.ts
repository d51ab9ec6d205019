import { buildRow } from '../../support/build-rows.ts';

/** A StorageClass of the provisioner `csi.acme.test`. */
export const storageClassRow = (name: string, more: object = {}, annotations: Record<string, string> = {}) =>
  buildRow('storageClasses', { name, namespace: null, annotations, more: { provisioner: 'csi.acme.test', ...more } });
