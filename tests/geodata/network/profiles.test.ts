import { describe, expect, it } from 'vitest';
import { PROFILE_TRAITS, WALKING_PROFILES } from '../../../geodata/network/profiles.ts';
import { budgetDm } from '../../../geodata/network/walk-network.ts';

describe('walking profiles', () => {
  it('go as far in fifteen minutes as their speeds say', () => {
    const metres = WALKING_PROFILES.map((name) => [name, budgetDm(15, PROFILE_TRAITS[name].speedMps) / 10]);
    expect(Object.fromEntries(metres)).toEqual({ adult: 1080, elderly: 810, child: 792, wheelchair: 621 });
  });

  it('keep wheelchairs, and nobody else, off steps', () => {
    expect(WALKING_PROFILES.filter((name) => PROFILE_TRAITS[name].avoidSteps)).toEqual(['wheelchair']);
  });
});
