import { readNetworkFiles } from './server/store/network-files.ts';
import { prepareSiting, quickSiting } from './geodata/service-area/siting/quick-siting.ts';
import { homeWeights } from './geodata/service-area/siting/cover-sets.ts';
import { DuckDBInstance } from '@duckdb/node-api';
const { network, homes } = (await readNetworkFiles('/tmp/data-siting/guiyang'))!;
const i = await DuckDBInstance.create('/tmp/data-siting/guiyang/store.duckdb', {access_mode:'READ_ONLY'});
const c = await i.connect();
const st = (await c.runAndReadAll("select station_id, lon, lat, entrances from stations")).getRows().map(r => ({ id: r[0] as string, doors: (JSON.parse(r[3] as string) as [number,number][]).length ? JSON.parse(r[3] as string) : [[r[1], r[2]]] })) as any[];
console.log('stations', st.length, 'homes', homes.count, 'cells', homes.cellCount);
const all = Array.from({length: homes.unitIds.length + 1}, (_, u) => u);
const district = homes.unitIds.flatMap((id, u) => id.startsWith('520113') ? [u] : []);
for (const [name, units] of [['district', district], ['all', all]] as const)
for (const variant of ['coverage', 'equity'] as const)
for (const keep of [true, false])
for (const p of keep ? [3, 12, 30] : [30]) {
  const t0 = performance.now();
  const prepared = prepareSiting(network, homes, { stations: p, budget: null, variant, cutoffDm: 10800, avoidSteps: false, weightOfHome: homeWeights(homes, 'residents', units), keptDoors: keep ? st.flatMap(s => s.doors) : [], sources: { junctionsNear: units, places: [], placeCosts: null, rooms: [], mustHave: [], standing: keep ? [] : st, costs: {built:0,shared:0,kept:0} } });
  const t1 = performance.now();
  const { choice } = quickSiting(prepared);
  const t2 = performance.now();
  console.log(name, variant, keep ? 'keep' : 'choose', p, 'walks', (t1-t0).toFixed(0), 'quick', (t2-t1).toFixed(0), 'demands', prepared.covers.demandCount, 'cand', prepared.covers.candidateCount, choice.covered, choice.bound, choice.worstShare, choice.worstShareBound, choice.cellsBeyondReach, choice.worstUnitId);
}
