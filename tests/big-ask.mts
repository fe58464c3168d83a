import { openDuckDb } from '../server/store/driver-duckdb.ts';
const d=await openDuckDb('/tmp/b20/store.duckdb');
const ask=async(name:string,sql:string,n=5)=>{const ts:number[]=[];let rows=0;for(let i=0;i<n;i++){const t=performance.now();const c=await d.columns(sql);ts.push(performance.now()-t);rows=c[0]?.length??0;}ts.sort((a,b)=>a-b);console.log(name,'min',ts[0]!.toFixed(1),'med',ts[n>>1]!.toFixed(1),'rows',rows);};
const T=(s:string)=>`CAST('${s}' AS timestamp)`;
const month=`created_at >= ${T('2026-10-20')} AND created_at < ${T('2026-11-20')}`;
const year=`created_at >= ${T('2025-11-20')} AND created_at < ${T('2026-11-20')}`;



await ask('2y daily of a street filtered',`SELECT CAST(created_at AS date) - DATE '1970-01-01' AS d, count(*) FROM requests WHERE unit_no BETWEEN 2000 AND 2130 AND source_no=1 AND category_no IN (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15) GROUP BY d`);
await ask('2y daily of a cell',`SELECT CAST(created_at AS date) - DATE '1970-01-01' AS d, count(*) FROM requests WHERE unit_no=2050 GROUP BY d`);
const pc=`percentile_cont(0.9) WITHIN GROUP (ORDER BY resolve_work_seconds)`;
await ask('P90 per street join',`SELECT ancestor_no, ${pc} FROM (SELECT unit_no, resolve_work_seconds FROM requests WHERE ${year} AND resolve_work_seconds IS NOT NULL) c JOIN unit_ancestors ON unit_ancestors.unit_no=c.unit_no JOIN units ON units.unit_no=ancestor_no WHERE unit_level='subdistrict' GROUP BY ancestor_no`,3);
await ask('P90 by range arithmetic',`SELECT unit_no//140, ${pc} FROM requests WHERE ${year} AND resolve_work_seconds IS NOT NULL GROUP BY 1`,3);
await ask('P90 per street value counts',`SELECT ancestor_no, s, count(*) FROM (SELECT unit_no, resolve_work_seconds AS s FROM requests WHERE ${year} AND resolve_work_seconds IS NOT NULL) c JOIN unit_ancestors ON unit_ancestors.unit_no=c.unit_no JOIN units ON units.unit_no=ancestor_no WHERE unit_level='subdistrict' GROUP BY 1,2`,1);
await ask('bins full',`SELECT CAST(floor(lon/0.0018) AS integer) x, CAST(floor(lat/0.0018) AS integer) y, count(*) FROM requests GROUP BY 1,2`,3);
await ask('bins 30d',`SELECT CAST(floor(lon/0.0018) AS integer) x, CAST(floor(lat/0.0018) AS integer) y, count(*) FROM requests WHERE ${month} GROUP BY 1,2`,3);
await d.close();
