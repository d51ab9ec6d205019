import { describe, expect, it } from 'vitest';
import type { Registration } from '../../../src/check/check.ts';
import { dealLanes } from '../../../src/run/threads/deal-lanes.ts';

const indicesTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const clientOf = (clientId: string) => ({ auth: { oauth2: { tokenUrl: 'https://login.example/token', clientId } } });

describe('lanes', () => {
  it('are dealt in turn, each of about the same length', () => {
    const lanes = dealLanes(indicesTo(10), 3, () => ({ parsed: { url: 'http://web.example' } }));
    expect(lanes.flat().toSorted((a, b) => a - b)).toEqual(indicesTo(10));
    expect(lanes.map(({ length }) => length)).toEqual([4, 3, 3]);
  });

  it('keep registrations with the same client of OAuth 2 together, also where a step has it', () => {
    const parsedOf = (index: number): Pick<Registration, 'parsed'> => {
      if (index % 5 === 0) return { parsed: clientOf('orders') };
      if (index % 5 === 1) return { parsed: { steps: [{ name: 'ask' }, { name: 'log in', ...clientOf('users') }] } };
      return index % 5 === 2 ? {} : { parsed: { url: 'http://web.example' } };
    };
    const lanes = dealLanes(indicesTo(50), 4, parsedOf);
    expect(lanes.flat().toSorted((a, b) => a - b)).toEqual(indicesTo(50));
    for (const rest of [0, 1]) {
      const having = lanes.filter((lane) => lane.some((index) => index % 5 === rest));
      expect(having).toHaveLength(1);
    }
    expect(lanes.map(({ length }) => length).toSorted()).toEqual([12, 12, 13, 13]);
  });

  it.each([1000, 2500, 3000])(
    'are each as long as one thread should run, though %i of 3000 registrations have one client',
    (having) => {
      const lanes = dealLanes(indicesTo(3000), 3, (index) => (index < having ? { parsed: clientOf('orders') } : {}));
      expect(lanes.flat().toSorted((a, b) => a - b)).toEqual(indicesTo(3000));
      expect(lanes.map(({ length }) => length)).toEqual([1000, 1000, 1000]);
    },
  );

  it('are no more than there are registrations', () => {
    expect(dealLanes([7, 8], 4, () => ({}))).toEqual([[7], [8]]);
  });
});
