import type { Post, PostKind } from '../model/post.ts';
import type { Random } from './random.ts';

/** Somebody who may hold several posts. Only a surname exists: a demo knows nobody's name. */
export interface Person {
  id: string;
  surname: string;
}

/** Common surnames, more frequent ones more often. */
const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周',
  ...'王李张刘陈杨王李张杨',
  ...'徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹',
  ...'曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶毛',
];

/** Hands out persons and posts with ids of their own within one district. */
export class Registry {
  readonly posts: Post[] = [];
  private readonly districtId: string;
  private readonly random: Random;
  private persons = 0;

  constructor(districtId: string, random: Random) {
    this.districtId = districtId;
    this.random = random;
  }

  newPerson(): Person {
    this.persons++;
    return {
      id: `person:${this.districtId}:${String(this.persons).padStart(5, '0')}`,
      surname: this.random.pick(SURNAMES),
    };
  }

  /** A post on a unit; `person` null is a vacancy. */
  add(
    kind: PostKind,
    unitId: string,
    person: Person | null,
    details: { organizationId?: string | null; partyMember?: boolean; fullTime?: boolean } = {},
  ): void {
    this.posts.push({
      id: `post:${this.districtId}:${String(this.posts.length + 1).padStart(5, '0')}`,
      kind,
      unitId,
      organizationId: details.organizationId ?? null,
      personId: person?.id ?? null,
      surname: person?.surname ?? null,
      partyMember: person !== null && (details.partyMember ?? false),
      fullTime: details.fullTime ?? true,
    });
  }
}
