import type {
  OrdersAnswer,
  OrdersQuery,
  SupervisionAnswer,
  SupervisionQuery,
} from '../../server/contract/supervision.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** What came of going back to those who asked, and of orders to put right: per unit, and in sum. */
export function fetchSupervision(
  dataset: DatasetId,
  query: SupervisionQuery,
  signal: AbortSignal,
): Promise<SupervisionAnswer> {
  return getJson(address(dataset, '/api/supervision', query), signal);
}

/** Orders to put right in one state (default: 无理由未整改), the oldest first, masked. */
export function fetchOrders(
  dataset: DatasetId,
  query: OrdersQuery,
  signal: AbortSignal,
): Promise<OrdersAnswer> {
  return getJson(address(dataset, '/api/supervision/overdue', query), signal);
}
