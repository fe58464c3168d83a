import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_PLAYLIST,
  LEAST_SECONDS,
  PlaylistError,
  parsePlaylist,
  playlistAddress,
} from '../../../web/wall/playlist.ts';

const SHIPPED = fileURLToPath(new URL('../../../web/public/playlist.json', import.meta.url));

describe('a playlist', () => {
  it('that ships is valid and shows all four maps and the worst cells', () => {
    const { items } = parsePlaylist(JSON.parse(readFileSync(SHIPPED, 'utf8')));
    expect(items.flatMap((item) => (item.kind === 'map' ? [item.map] : []))).toEqual([
      'grid',
      'heat',
      'service',
      'organization',
    ]);
    expect(items.some((item) => item.kind === 'worst')).toBe(true);
    for (const item of [...items, ...BUILT_IN_PLAYLIST.items]) {
      expect(item.seconds).toBeGreaterThanOrEqual(LEAST_SECONDS);
    }
  });

  it('fills in what is not said', () => {
    expect(parsePlaylist({ items: [{ map: 'heat' }, { worst: {} }] })).toEqual({
      items: [
        {
          kind: 'map',
          map: 'heat',
          unit: null,
          scenario: null,
          indicator: null,
          period: '7d',
          play: null,
          speed: 4,
          compare: null,
          seconds: 20,
        },
        { kind: 'worst', indicator: 'arrivedOnTimeRate', count: 3, seconds: 20 },
      ],
    });
  });

  it('shows a kept plan instead of today where an item names one', () => {
    const [item] = parsePlaylist({ items: [{ map: 'service', scenario: 's-7k3m9q2x' }] }).items;
    expect(item).toMatchObject({ map: 'service', scenario: 's-7k3m9q2x' });
  });

  it('plays through time, or compares two periods, where an item says so', () => {
    const [played, compared] = parsePlaylist({
      items: [
        { map: 'grid', period: '365d', play: 'week', speed: 16 },
        { map: 'heat', compare: 'lastYear' },
      ],
    }).items;
    expect(played).toMatchObject({ period: '365d', play: 'week', speed: 16, compare: null });
    expect(compared).toMatchObject({ play: null, compare: 'lastYear' });
  });

  it('holds a picture at least 20 seconds', () => {
    expect(parsePlaylist({ items: [{ map: 'grid', seconds: 3 }] }).items[0].seconds).toBe(20);
    expect(parsePlaylist({ items: [{ map: 'grid', seconds: 90 }] }).items[0].seconds).toBe(90);
  });

  it.each([
    [null, 'a playlist is'],
    [[], 'a playlist is'],
    [{ items: [] }, 'at least one'],
    [{ items: [{ map: 'heat', scenario: 's-1' }] }, 'items[0].scenario: only "map": "service"'],
    [{ items: [{ map: 'service', scenario: '' }] }, 'items[0].scenario: a text'],
    [{ items: [{ map: 'globe' }] }, 'items[0].map: one of grid, heat'],
    [{ items: [{ map: 'grid' }, 3] }, 'items[1]'],
    [{ items: [{ map: 'grid', seconds: '40' }] }, 'items[0].seconds'],
    [{ items: [{ map: 'grid', period: '2w' }] }, 'items[0].period'],
    [{ items: [{ map: 'grid', play: 'minute' }] }, 'items[0].play: one of hour, day'],
    [{ items: [{ map: 'grid', play: 'day', speed: 3 }] }, 'items[0].speed: one of 1, 4, 16'],
    [{ items: [{ map: 'service', play: 'day' }] }, 'items[0]: only "map": "grid" and "heat"'],
    [{ items: [{ map: 'grid', play: 'day', compare: 'previous' }] }, 'items[0]: "play" and "compare"'],
    [{ items: [{ map: 'grid', compare: '2025-01-01' }] }, 'items[0].compare: one of previous, lastYear'],
    [{ items: [{ worst: { count: 0 } }] }, 'items[0].worst.count'],
    [{ items: [{ map: 'grid', unit: 5 }] }, 'items[0].unit'],
  ])('%j is refused, naming the place', (value, message) => {
    expect(() => parsePlaylist(value)).toThrow(PlaylistError);
    expect(() => parsePlaylist(value)).toThrow(message);
  });

  it('comes from this server only', () => {
    const origin = 'http://127.0.0.1:8080';
    expect(playlistAddress(null, origin)).toBe('/playlist.json');
    expect(playlistAddress('/lists/night.json?v=2', origin)).toBe('/lists/night.json?v=2');
    expect(playlistAddress('http://127.0.0.1:8080/a.json', origin)).toBe('/a.json');
    expect(playlistAddress('//elsewhere.example/a.json', origin)).toBeNull();
    expect(playlistAddress('http://elsewhere.example/a.json', origin)).toBeNull();
    expect(playlistAddress('data:application/json,{}', origin)).toBeNull();
  });
});
