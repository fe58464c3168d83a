import { type InjectionKey, inject, onBeforeUnmount } from 'vue';
import type { TableColumn, TableRow } from '../charts/table.ts';
import type { FigureInfo } from './figure-info.ts';

/** The table of a panel as it stands, and the figure that stands for all of it. */
export interface PanelTable {
  caption: string;
  columns: TableColumn[];
  rows: TableRow[];
  info: FigureInfo | null;
}

/** Where a panel learns its table: the table tells how it is read for as long as it lives. */
export const panelTableKey: InjectionKey<{ read: (() => PanelTable) | null }> = Symbol('panel-table');

/** Tells the panel around this component, if there is one, how to read its table. */
export function tellPanel(read: () => PanelTable): void {
  const place = inject(panelTableKey, null);
  if (place === null) return;
  place.read = read;
  onBeforeUnmount(() => {
    if (place.read === read) place.read = null;
  });
}
