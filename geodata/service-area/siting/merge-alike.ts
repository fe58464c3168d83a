/**
 * Which homes are in exactly the same lists and of the same group: `demandOfHome[h]` is the number of the class, in order of
 * their first homes; -1 for a home in no list.
 *
 * By refining a partition (Paige & Tarjan 1987): all homes begin in the class of their group, and every list splits each class it
 * meets into those inside and those outside. Exact without comparing lists, and one step an entry.
 */
export function mergeAlike(
  firstHome: Uint32Array,
  home: Uint32Array,
  groupOfHome: Int32Array,
): { demandOfHome: Int32Array; demandCount: number } {
  const homeCount = groupOfHome.length;
  const { classOf, classCount } = byGroup(groupOfHome);
  // While a list is applied, a class and the one split off it may both be there: one number more than homes and groups is never needed.
  const size = new Uint32Array(homeCount + classCount + 1);
  for (let h = 0; h < homeCount; h++) size[classOf[h]]++;
  const splitBy = new Int32Array(size.length).fill(-1);
  const splitTo = new Int32Array(size.length);
  const free = Array.from({ length: size.length - classCount }, (_, i) => size.length - 1 - i);
  const isInAny = new Uint8Array(homeCount);
  for (let list = 0; list + 1 < firstHome.length; list++) {
    for (let i = firstHome[list]; i < firstHome[list + 1]; i++) {
      const h = home[i];
      const old = classOf[h];
      if (splitBy[old] !== list) {
        splitBy[old] = list;
        splitTo[old] = free.pop()!;
        splitBy[splitTo[old]] = -1;
      }
      const now = splitTo[old];
      classOf[h] = now;
      size[now]++;
      isInAny[h] = 1;
      if (--size[old] === 0) free.push(old);
    }
  }
  return numbered(classOf, isInAny, size.length);
}

function byGroup(groupOfHome: Int32Array): { classOf: Int32Array; classCount: number } {
  let classCount = 1;
  for (const group of groupOfHome) classCount = Math.max(classCount, group + 2);
  return { classOf: groupOfHome.map((group) => group + 1), classCount };
}

function numbered(
  classOf: Int32Array,
  isInAny: Uint8Array,
  classCount: number,
): { demandOfHome: Int32Array; demandCount: number } {
  const numberOf = new Int32Array(classCount).fill(-1);
  let demandCount = 0;
  const demandOfHome = classOf.map((of, h) => {
    if (isInAny[h] === 0) return -1;
    if (numberOf[of] < 0) numberOf[of] = demandCount++;
    return numberOf[of];
  });
  return { demandOfHome, demandCount };
}
