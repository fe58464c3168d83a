import type { RequestCategory } from '../../../geodata/model/service-request.ts';
import type { Open311Definition, Open311Service } from '../../contract/open311.ts';
import { notFound } from '../../errors.ts';
import type { DatasetStore } from '../../store/store.ts';

/** What can be asked for: the categories that have none below them. */
export function listServices({ requests }: DatasetStore): Open311Service[] {
  const categories = requests.categoryTree();
  const byCode = new Map(categories.map((category) => [category.code, category]));
  const parents = new Set(categories.map(({ parentCode }) => parentCode));
  return categories
    .filter(({ code }) => !parents.has(code))
    .map((category) => {
      const path = pathOf(category, byCode);
      return {
        service_code: category.code,
        service_name: category.name,
        description: path.join(' / '),
        metadata: false,
        type: 'realtime',
        keywords: path.join(', '),
        group: path[0]!,
      };
    });
}

/** Names from the widest category down to the category itself. */
function pathOf(category: RequestCategory, byCode: ReadonlyMap<string, RequestCategory>): string[] {
  const path: string[] = [];
  for (let one: RequestCategory | undefined = category; one; ) {
    path.unshift(one.name);
    one = one.parentCode === null ? undefined : byCode.get(one.parentCode);
  }
  return path;
}

/** @throws {ProblemError} 404 */
export function defineService(store: DatasetStore, code: string): Open311Definition {
  return { service_code: requireService(store, code), attributes: [] };
}

/** @throws {ProblemError} 404 */
export function requireService({ requests }: DatasetStore, code: string): string {
  if (requests.categoryTree().some((category) => category.code === code)) return code;
  throw notFound('unknown-service', `service_code: "${code}" was not found; GET services lists them`);
}
