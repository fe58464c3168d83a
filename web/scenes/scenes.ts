import type { Component } from 'vue';
import type { MapKind } from '../stores/selection-url.ts';
import { GridScene } from './grid-scene.ts';
import { HeatScene } from './heat-scene.ts';
import { OrganizationScene } from './organization-scene.ts';
import { ServiceScene } from './service-scene.ts';

/** The four maps: each is a component that adds its layers to the one map and takes them off again; what it draws itself lies between map and panels. */
export const SCENES: Record<MapKind, Component> = {
  grid: GridScene,
  heat: HeatScene,
  service: ServiceScene,
  organization: OrganizationScene,
};
