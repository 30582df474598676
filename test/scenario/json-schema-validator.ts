/** Just enough of a JSON Schema validator for the schema that we print; an unknown keyword is an error. */
import type { Json } from '../../src/kernel/json.js';

type Schema = { readonly [key: string]: Json };

const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description', 'default', 'examples', 'then']);

/** Problems of `value`; empty if the schema accepts it. */
export function validate(root: Schema, value: unknown, schema: Schema = root, at = ''): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`keyword ${keyword} at ${at}`);
    return check({ root, schema, at }, rule as never, value);
  });
}

interface Place {
  readonly root: Schema;
  readonly schema: Schema;
  readonly at: string;
}
type Keyword = (place: Place, rule: never, value: unknown) => readonly string[];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isType(name: string, value: unknown): boolean {
  if (name === 'integer') return Number.isInteger(value);
  if (name === 'array') return Array.isArray(value);
  if (name === 'null') return value === null;
  return name === 'object' ? isMap(value) : typeof value === name;
}

const verdict = (holds: boolean, { at }: Place, text: string): readonly string[] =>
  holds ? [] : [`${at}: ${text}`];

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (place, rule: string | string[], value) =>
    verdict(
      [rule].flat().some((name) => isType(name, value)),
      place,
      `type ${rule}`,
    ),
  enum: (place, rule: Json[], value) => verdict(rule.includes(value as Json), place, `enum ${rule}`),
  const: (place, rule: Json, value) => verdict(rule === value, place, `const ${rule}`),
  pattern: (place, rule: string, value) =>
    verdict(typeof value !== 'string' || new RegExp(rule, 'u').test(value), place, `pattern ${rule}`),
  minimum: (place, rule: number, value) =>
    verdict(typeof value !== 'number' || value >= rule, place, `min ${rule}`),
  maximum: (place, rule: number, value) =>
    verdict(typeof value !== 'number' || value <= rule, place, `max ${rule}`),
  minItems: (place, rule: number, value) =>
    verdict(!Array.isArray(value) || value.length >= rule, place, 'items'),
  minProperties: (place, rule: number, value) =>
    verdict(!isMap(value) || Object.keys(value).length >= rule, place, 'properties'),
  required: (place, rule: string[], value) =>
    rule.flatMap((key) => verdict(!isMap(value) || Object.hasOwn(value, key), place, `missing ${key}`)),
  properties: ({ root, at }, rule: Record<string, Schema>, value) =>
    Object.entries(rule).flatMap(([key, inner]) =>
      isMap(value) && Object.hasOwn(value, key) ? validate(root, value[key], inner, `${at}.${key}`) : [],
    ),
  propertyNames: ({ root, at }, rule: Schema, value) =>
    isMap(value) ? Object.keys(value).flatMap((key) => validate(root, key, rule, `${at}.${key}`)) : [],
  additionalProperties: ({ root, schema, at }, rule: Schema | false, value) => {
    const known = Object.keys((schema.properties ?? {}) as Schema);
    const rest = isMap(value) ? Object.entries(value).filter(([key]) => !known.includes(key)) : [];
    return rest.flatMap(([key, inner]) =>
      rule === false ? [`${at}: unknown ${key}`] : validate(root, inner, rule, `${at}.${key}`),
    );
  },
  items: ({ root, at }, rule: Schema, value) =>
    Array.isArray(value) ? value.flatMap((item, index) => validate(root, item, rule, `${at}[${index}]`)) : [],
  anyOf: ({ root, at }, rule: Schema[], value) => {
    const tried = rule.map((option) => validate(root, value, option, at));
    return tried.some((problems) => problems.length === 0)
      ? []
      : [`${at}: none of ${tried.flat().join('; ')}`];
  },
  allOf: ({ root, at }, rule: Schema[], value) => rule.flatMap((one) => validate(root, value, one, at)),
  if: ({ root, schema, at }, rule: Schema, value) =>
    validate(root, value, rule, at).length === 0 ? validate(root, value, schema.then as Schema, at) : [],
  $ref: ({ root, at }, rule: string, value) => {
    const target = (root.$defs as Schema)[rule.replace('#/$defs/', '')];
    if (target === undefined) throw new Error(`no ${rule}`);
    return validate(root, value, target as Schema, at);
  },
};
