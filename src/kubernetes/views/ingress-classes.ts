import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { WireIngressClass } from '../protobuf/tables/networking-v1.ts';

export interface IngressClassRow extends MetaRow {
  readonly controller?: string;
  readonly isDefault?: true;
}

export const DEFAULT_INGRESS_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** Projects an IngressClass. */
export const projectIngressClass = (from: WireIngressClass): IngressClassRow =>
  toRow<IngressClassRow>({
    ...metaFields('IngressClass', from),
    controller: nonEmpty(from.spec?.controller),
    isDefault: trueOrAbsent(from.metadata?.annotations?.[DEFAULT_INGRESS_CLASS_ANNOTATION] === 'true'),
  });
