import type { V1IngressClass } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { filled, flag, row, type Wire } from '../fields/wire-fields.ts';

export interface IngressClassRow extends MetaRow {
  readonly controller?: string;
  readonly isDefault?: true;
}

export const DEFAULT_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** An IngressClass, reduced to what is judged. */
export const ingressClass = (from: Wire<V1IngressClass>): IngressClassRow =>
  row<IngressClassRow>({
    ...meta('IngressClass', from),
    controller: filled(from.spec?.controller),
    isDefault: flag(from.metadata?.annotations?.[DEFAULT_CLASS_ANNOTATION] === 'true'),
  });
