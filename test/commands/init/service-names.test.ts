import { describe, expect, it } from 'vitest';
import { nameServices } from '../../../src/commands/init/service-names.ts';
import { nameSchema } from '../../../src/config/registrations/tuning.ts';

const namesOf = (...services: readonly (readonly [namespace: string, name: string])[]) =>
  nameServices(services.map(([namespace, name]) => ({ namespace, name, notes: [], checks: [] }))).map(([name]) => name);

describe('names of services in a first configuration', () => {
  it('are those of their objects, with the namespace where several have one', () => {
    expect(namesOf(['shop', 'web'], ['bank', 'web'], ['bank', 'ledger'])).toEqual(['shop-web', 'bank-web', 'ledger']);
  });

  it('are never that of the service that is always there, nor taken twice', () => {
    expect(namesOf(['shop', 'cluster'], ['shop', 'web'], ['shop', 'web'])).toEqual([
      'shop-cluster',
      'shop-web',
      'shop-web-2',
    ]);
  });

  it('are as a configuration takes them, however long and odd', () => {
    for (const name of namesOf(['shop', `${'a'.repeat(62)}.example`], ['shop', 'a.b']))
      expect(nameSchema().safeParse(name)).toMatchObject({ success: true });
  });
});
