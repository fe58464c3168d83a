import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The floors of the house, low to high: a place may import itself and what is listed for it, nothing else of ours.
 * The longest matching place decides. `packages` restricts npm packages where that matters; `mayImportTypes` names places of
 * which only types may be had (what is handed in at run time).
 */
const FLOORS: { place: string; mayImport: string[]; mayImportTypes?: string[]; packages?: RegExp }[] = [
  { place: 'geodata/model', mayImport: [], packages: /^typebox$/ },
  { place: 'geodata/crs', mayImport: ['geodata/model'] },
  { place: 'geodata/network', mayImport: ['geodata/model'] },
  { place: 'geodata/service-area', mayImport: ['geodata/model', 'geodata/network'] },
  { place: 'geodata/tiles', mayImport: ['geodata/model'] },
  { place: 'geodata/indicators', mayImport: ['geodata/model'] },
  {
    place: 'geodata/import',
    mayImport: [
      'geodata/model',
      'geodata/crs',
      'geodata/network',
      'geodata/service-area',
      'geodata/tiles',
      'geodata/indicators',
    ],
  },
  {
    place: 'geodata/demo-city',
    mayImport: [
      'geodata/model',
      'geodata/crs',
      'geodata/network',
      'geodata/service-area',
      'geodata/tiles',
      'geodata/indicators',
      'geodata/cases',
    ],
  },
  {
    place: 'geodata/cases',
    mayImport: [
      'geodata/model',
      'geodata/crs',
      'geodata/network',
      'geodata/service-area',
      'geodata/tiles',
      'geodata/indicators',
      'geodata/demo-city',
    ],
  },
  { place: 'server/contract', mayImport: ['geodata/model'], packages: /^typebox$/ },
  {
    place: 'server/routes',
    mayImport: ['server/contract', 'server/store', 'server/encode', 'server/errors.ts', 'geodata/model'],
    mayImportTypes: ['server', 'geodata'],
  },
  { place: 'server', mayImport: ['server', 'geodata'] },
  { place: 'web/theme', mayImport: ['geodata/model'] },
  { place: 'web/locales', mayImport: ['geodata/model'] },
  { place: 'web/api', mayImport: ['server/contract', 'geodata/model'] },
  { place: 'web/stores', mayImport: ['web/api', 'server/contract', 'geodata/model'] },
  { place: 'web/layers', mayImport: ['web/theme', 'server/contract', 'geodata/model'] },
  { place: 'web/charts', mayImport: ['web/theme', 'web/locales', 'server/contract', 'geodata/model'] },
  {
    place: 'web/plan/worker',
    mayImport: ['web/api', 'geodata/model', 'geodata/network', 'geodata/service-area'],
  },
  {
    place: 'web/plan',
    mayImport: ['web', 'server/contract', 'geodata/model'],
    mayImportTypes: ['geodata/service-area'],
  },
  { place: 'web', mayImport: ['web', 'server/contract', 'geodata/model'] },
  { place: 'tests', mayImport: ['tests', 'geodata', 'server', 'web', 'vite.config.ts'] },
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|vue)$/.test(entry.name) ? [path] : [];
  });
}

const files = ['geodata', 'server', 'web', 'tests'].flatMap(sources);
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** Code without comments and strings' contents are kept: only whole-line and block comments are dropped. */
function code(file: string): string {
  return text
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

interface Import {
  specifier: string;
  typeOnly: boolean;
}

function imports(file: string): Import[] {
  const pattern =
    /^\s*(?:import|export)\s+(type\s)?[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]|(?:^\s*import\s+|\bimport\(\s*)['"]([^'"]+)['"]|new URL\(\s*['"]([^'"]+\.[a-z]+)['"]/gm;
  return [...code(file).matchAll(pattern)].map((match) => ({
    specifier: (match[2] ?? match[3] ?? match[4]).replace(/\?.*$/, ''),
    typeOnly: match[1] !== undefined,
  }));
}

const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`);

function floorOf(file: string) {
  return FLOORS.filter((floor) => isWithin(file, floor.place)).sort(
    (a, b) => b.place.length - a.place.length,
  )[0];
}

function breaches(file: string): string[] {
  const floor = floorOf(file);
  if (!floor) return [`${file}: stands on no floor`];
  return imports(file).flatMap(({ specifier, typeOnly }) => {
    if (specifier.startsWith('.')) {
      const target = relative(root, resolve(root, dirname(file), specifier));
      const places = [floor.place, ...floor.mayImport, ...(typeOnly ? (floor.mayImportTypes ?? []) : [])];
      return places.some((place) => isWithin(target, place)) ? [] : [`${file} imports ${target}`];
    }
    if (floor.packages && !specifier.startsWith('node:') && !floor.packages.test(specifier))
      return [`${file} imports ${specifier}`];
    return [];
  });
}

function offenders(pattern: RegExp, allowed: (file: string) => boolean, among = files): string[] {
  return among.filter((file) => !allowed(file) && pattern.test(code(file)));
}

describe('the floors of the house', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('imports only what lies below', () => {
    expect(files.flatMap(breaches)).toEqual([]);
  });

  it('resolves every relative import to a file', () => {
    const missing = files.flatMap((file) =>
      imports(file)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => resolve(root, dirname(file), specifier))
        .filter((path) => !statSync(path, { throwIfNoEntry: false }))
        .map((path) => `${file} → ${relative(root, path)}`),
    );
    expect(missing).toEqual([]);
  });

  it('keeps the engine of the planner free of Node and DOM', () => {
    const engine = files.filter((file) => /^geodata\/(network|service-area|model|indicators)\//.test(file));
    expect(
      engine.filter((file) => imports(file).some(({ specifier }) => specifier.startsWith('node:'))),
    ).toEqual([]);
    expect(
      offenders(
        /\b(document\.|navigator\.|window\.(document|location|addEventListener)|HTMLElement)/,
        () => false,
        engine,
      ),
    ).toEqual([]);
  });
});

describe('habits that a reader may rely on', () => {
  const product = files.filter((file) => !file.startsWith('tests/'));

  it('reads the environment only in the configuration', () => {
    expect(offenders(/process\.env/, (file) => file === 'server/config.ts', product)).toEqual([]);
  });

  it('takes no chance: Math.random nowhere', () => {
    expect(offenders(/Math\.random/, (file) => file === 'tests/floors.test.ts')).toEqual([]);
  });

  it('fetches only in web/api', () => {
    expect(offenders(/(?<![.\w])fetch\(/, (file) => isWithin(file, 'web/api'), product)).toEqual([]);
  });

  it('writes SQL only in the store', () => {
    const sql =
      /['"`]\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s|WITH\s+\w+\s+AS\s*\()/;
    expect(offenders(sql, (file) => isWithin(file, 'server/store'), product)).toEqual([]);
  });

  it('names colours only in the theme', () => {
    const colour = /#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b(?=['";\s)])|\brgba?\(\s*\d/;
    const web = product.filter((file) => file.startsWith('web/'));
    expect(offenders(colour, (file) => isWithin(file, 'web/theme'), web)).toEqual([]);
  });

  it('leaves nothing half done', () => {
    expect(offenders(/\b(TODO|FIXME|XXX)\b/, () => false, product)).toEqual([]);
  });

  it('runs the tests that replace a module apart from those that load it', () => {
    const config = readFileSync(join(root, 'vite.config.ts'), 'utf8');
    const isApart = (file: string) => file.startsWith('tests/server/') || config.includes(`'${file}'`);
    expect(offenders(/^vi\.mock\(/m, isApart)).toEqual([]);
  });

  it('says nothing twice in the theme: both have the same tokens', async () => {
    const { THEMES, RAMPS } = await import('../web/theme/tokens.ts');
    expect(Object.keys(THEMES.day).sort()).toEqual(Object.keys(THEMES.night).sort());
    for (const ramps of Object.values(RAMPS)) {
      for (const [classes, ramp] of Object.entries(ramps)) expect(ramp).toHaveLength(Number(classes));
    }
  });
});
