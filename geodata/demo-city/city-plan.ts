import type { CityData } from '../model/city-data.ts';

/** The physical city: what `planCity` makes and `populateCity` fills with organizations, posts and stations. */
export type CityPlan = Pick<CityData, 'units' | 'shapes' | 'estates' | 'buildings' | 'walk' | 'basemap'>;
