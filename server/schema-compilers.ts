import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify/types/schema.js';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { ProblemError } from './errors.ts';

type Validator = ReturnType<typeof Compile>;

/** Compiled once a schema, on first use: the same routes answer twice (with and without `/d/…`), and a start should not wait. */
const compiled = new WeakMap<object, Validator>();

function validatorOf(schema: TSchema): Validator {
  let validator = compiled.get(schema);
  if (!validator) {
    validator = Compile(schema);
    compiled.set(schema, validator);
  }
  return validator;
}

/** Text from addresses becomes numbers and booleans; bodies are taken as they are. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> =
  ({ schema, httpPart }) =>
  (value: unknown) => {
    const converted = httpPart === 'body' ? value : Value.Convert(schema, value);
    const validator = validatorOf(schema);
    if (validator.Check(converted)) return { value: converted };
    return { error: explain(schema, converted, validator, httpPart ?? 'body') };
  };

/** Answers are checked against their schema only in tests: large columns leave through the engine's own JSON writer. */
export function serializerCompiler(checkAnswers: boolean): FastifySerializerCompiler<TSchema> {
  if (!checkAnswers) return () => JSON.stringify;
  return ({ schema, url, httpStatus }) =>
    (data) => {
      const text = JSON.stringify(data);
      const validator = validatorOf(schema);
      // Checked as the client will read it, so that an undefined member counts as absent.
      const asRead: unknown = JSON.parse(text);
      if (!validator.Check(asRead)) {
        const first = validator.Errors(asRead)[0];
        throw new Error(`${url} ${httpStatus}: ${first?.instancePath} ${first?.message}`);
      }
      return text;
    };
}

/** The first thing that is wrong, named as the client wrote it, with what would work. */
function explain(schema: TSchema, value: unknown, validator: Validator, part: string): ProblemError {
  const errors = validator.Errors(value);
  const unknown = errors.find((error) => error.keyword === 'additionalProperties');
  if (unknown) {
    const names = (unknown.params as { additionalProperties: string[] }).additionalProperties;
    const allowed = Object.keys(propertiesOf(schemaAt(schema, unknown.instancePath)));
    return new ProblemError(
      400,
      'unknown-parameter',
      `${names.join(', ')}: no such ${part === 'body' ? 'member' : 'parameter'} here; known are ${allowed.join(', ') || 'none'}`,
      { allowed, extra: { parameter: names[0] } },
    );
  }
  const missing = errors.find((error) => error.keyword === 'required');
  if (missing) {
    const name = (missing.params as { requiredProperties: string[] }).requiredProperties[0] ?? '';
    const parent = schemaAt(schema, missing.instancePath);
    return new ProblemError(
      400,
      'missing-parameter',
      `${parameterName(`${missing.instancePath}/${name}`)}: is missing; give ${expectation(propertiesOf(parent)[name])}`,
      { extra: { parameter: parameterName(`${missing.instancePath}/${name}`) } },
    );
  }
  const path = errors[0]?.instancePath ?? '';
  const place = schemaAt(schema, path);
  const name = parameterName(path) || part;
  return new ProblemError(400, 'invalid-parameter', `${name}: give ${expectation(place)}`, {
    allowed: choices(place) ?? undefined,
    extra: { parameter: name },
  });
}

/** `/origins/3/0` → `origins[3][0]`. */
function parameterName(path: string): string {
  return path
    .split('/')
    .slice(1)
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('');
}

/** The JSON Schema words this product uses. */
interface Words {
  type?: string;
  const?: unknown;
  anyOf?: Words[];
  properties?: Record<string, Words>;
  items?: Words;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  pattern?: string;
  description?: string;
}

function schemaAt(schema: TSchema, path: string): Words | undefined {
  let place: Words | undefined = schema as Words;
  for (const part of path.split('/').slice(1)) {
    place = /^\d+$/.test(part) && place?.items ? place.items : place?.properties?.[part];
  }
  return place;
}

function propertiesOf(words: Words | undefined): Record<string, Words> {
  return words?.properties ?? {};
}

function choices(words: Words | undefined): string[] | null {
  if (!words?.anyOf?.every((option) => 'const' in option)) return null;
  return words.anyOf.map((option) => String(option.const));
}

function expectation(words: Words | undefined): string {
  const list = choices(words);
  if (list) return `one of ${list.join(', ')}`;
  if (!words) return 'a value';
  const { description } = words;
  const said = description ? ` (${description})` : '';
  switch (words.type) {
    case 'integer':
      return `a whole number${range(words)}${said}`;
    case 'number':
      return `a number${range(words)}${said}`;
    case 'boolean':
      return `true or false${said}`;
    case 'array':
      return `a list${items(words)}, each ${expectation(words.items)}${said}`;
    case 'string': {
      const length = words.maxLength === undefined ? '' : ` of at most ${words.maxLength} characters`;
      const pattern = words.pattern === undefined || description ? '' : ` like ${words.pattern}`;
      return `a text${length}${pattern}${said}`;
    }
    default:
      return `${words.type === 'object' ? 'an object' : 'a value'}${said}`;
  }
}

function range(words: Words): string {
  const { minimum, maximum, exclusiveMinimum } = words;
  const low =
    minimum !== undefined
      ? ` from ${minimum}`
      : exclusiveMinimum !== undefined
        ? ` above ${exclusiveMinimum}`
        : '';
  return `${low}${maximum !== undefined ? ` up to ${maximum}` : ''}`;
}

function items(words: Words): string {
  const { minItems, maxItems } = words;
  if (minItems !== undefined && minItems === maxItems) return ` of ${minItems}`;
  if (minItems !== undefined && maxItems !== undefined) return ` of ${minItems} to ${maxItems}`;
  return '';
}
