import type { CategoriesAnswer } from '../../server/contract/requests.ts';

export interface CategoryNode {
  code: string;
  name: string;
  /** 1…3. */
  level: number;
  count: number;
  children: CategoryNode[];
}

/** The flat answer as a tree, the most frequent first at each level. What has no requests is left out. */
export function categoryTree(categories: CategoriesAnswer['categories']): CategoryNode[] {
  const nodes = new Map<string, CategoryNode>();
  for (const { code, name, level, count } of categories) {
    if (count > 0) nodes.set(code, { code, name, level, count, children: [] });
  }
  const top: CategoryNode[] = [];
  for (const { code, parentCode } of categories) {
    const node = nodes.get(code);
    if (node === undefined) continue;
    const parent = parentCode === null ? undefined : nodes.get(parentCode);
    (parent?.children ?? top).push(node);
  }
  const byCount = (a: CategoryNode, b: CategoryNode) => b.count - a.count || a.code.localeCompare(b.code);
  for (const node of nodes.values()) node.children.sort(byCount);
  return top.sort(byCount);
}

/** The rows on screen: all top nodes and the children of the open ones. */
export function visibleNodes(tree: CategoryNode[], open: ReadonlySet<string>): CategoryNode[] {
  return tree.flatMap((node) => [node, ...(open.has(node.code) ? visibleNodes(node.children, open) : [])]);
}

/** Codes from the top down to `code`, without it; empty where it stands at the top or is unknown. */
export function ancestorsOf(tree: CategoryNode[], code: string): string[] {
  for (const node of tree) {
    if (node.code === code) return [];
    const below = ancestorsOf(node.children, code);
    if (below.length > 0 || node.children.some((child) => child.code === code)) return [node.code, ...below];
  }
  return [];
}
