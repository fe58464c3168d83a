import { REQUEST_KINDS, type RequestKind } from '../model/request-kind.ts';
import type { FieldAliases } from './field-reader.ts';

/** Fields of a 诉求 and the usual names of their columns. */
export const REQUEST_FIELDS: FieldAliases = {
  externalId: ['externalId', 'id', '工单号', '工单编号', '诉求编号', '编号'],
  source: ['source', '来源', '诉求来源'],
  createdAt: ['createdAt', 'created_at', '受理时间', '创建时间', '时间'],
  unitCode: ['unitId', 'unitCode', '单元代码', '网格代码', '社区代码'],
  community: ['community', 'unit', '社区', '网格'],
  street: ['street', '街道', '镇街'],
  district: ['district', '区县', '区'],
  lon: ['lon', 'lng', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  address: ['address', '地址', '事发地址', '发生地址', '详细地址'],
  urgency: ['urgency', '紧急程度'],
  kind: ['kind', '诉求类型', '问题性质'],
  dispatchedAt: ['dispatchedAt', '派单时间'],
  acceptedAt: ['acceptedAt', '接单时间'],
  arrivedAt: ['arrivedAt', '到场时间'],
  resolvedAt: ['resolvedAt', '办结时间'],
  ratedAt: ['ratedAt', '评价时间'],
  rating: ['rating', '评价', '满意度'],
  escalationLevel: ['escalationLevel', '提级'],
  onTime: ['onTime', '按时办结', '是否超时'],
  handlingUnit: ['handlingUnit', '处置单位', '承办单位', '办理单位'],
};

/** What exports write for whether a request was done in time; what stands in none of them is not known (-1). */
export const ON_TIME: Record<string, -1 | 0 | 1> = {
  '1': 1,
  true: 1,
  是: 1,
  按时: 1,
  '0': 0,
  false: 0,
  否: 0,
  超时: 0,
};

/** 0 ordinary, 1 urgent, 2 emergency. */
export const URGENCY: Record<string, number> = { '0': 0, '1': 1, '2': 2, 一般: 0, 紧急: 1, 特急: 2 };

export const KINDS: Record<string, RequestKind> = {
  ...Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, kind])),
  求助: 'help',
  求决: 'help',
  投诉: 'complaint',
  咨询: 'consultation',
  建议: 'suggestion',
  意见: 'suggestion',
  举报: 'report',
  表扬: 'praise',
  感谢: 'praise',
};
