/**
 * JSON Schema (draft 2020-12) of scenario files, for editors that complete and check while one types.
 *
 * Made from the same fields that the parser reads by, and from the parameters of the models given, so that
 * the two cannot differ. What a schema cannot say (names that exist, shares that sum) the parser says.
 */
import { z } from 'zod';
import type { Json } from '../kernel/json.js';
import type { AnyModel } from '../model/model.js';
import type { ParamSpec, ParamsSpec } from '../model/params.js';
import type { Fields } from './door.js';
import { distributionExamples } from './expression/distribution.js';
import { expectationExamples } from './expression/expectation.js';
import { quantityPattern } from './field.js';
import { type AllFields, allFields, FAULT_KINDS, OPERATIONS_DEFAULT, weightField } from './fields.js';
import { comparisonSchema, huntSchema, resultSchema, sizingSchema, sweepSchema } from './result-schema.js';

type Schema = { readonly [key: string]: Json };

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
/** A model of one's own is a file beside the scenario. */
const MODEL_FILE = '^\\.\\.?/';
const GROUP_NAME = '^[A-Za-z][A-Za-z0-9_-]*$';

/** The schema of a scenario file; its $defs hold those of what commands print with --json: `result`, `sweep`, … */
export function scenarioJsonSchema(
  models: ReadonlyMap<string, AnyModel>,
  options: { readonly charts?: readonly string[] } = {},
): Schema {
  const fields = allFields(() => undefined);
  const all = [...models.values()];
  const charts: Schema = options.charts === undefined ? {} : { enum: options.charts };
  const sections: Schema = {
    nodes: named('Node groups by name.', '#/$defs/nodeGroup', 1),
    network: { $ref: '#/$defs/network', description: 'What every link is like, and the links that differ.' },
    clients: named('Client groups by name.', '#/$defs/clientGroup', 0),
    faults: { type: 'array', description: 'What goes wrong, and when.', items: { $ref: '#/$defs/fault' } },
    expect: {
      type: 'array',
      description: 'What must hold; a run in which one does not hold is invalid.',
      items: { type: 'string', examples: [...expectationExamples.values()] },
    },
    judge: {
      type: 'array',
      description: 'What is judged and told, but not demanded: holds, violated, unknown, or not asked.',
      items: { type: 'string', examples: [...expectationExamples.values()] },
    },
    report: {
      type: 'array',
      description: 'Charts to draw; all that apply if left out.',
      items: { type: 'string', ...charts },
    },
    sweep: {
      type: 'object',
      additionalProperties: { anyOf: [...listed, alternatives] },
      description:
        'What foretell sweep varies unless the command says: paths with their values, or words over alternatives, each a name with what it sets.',
      examples: [
        { 'nodes.db.count': [3, 5, 7] },
        { size: { small: { 'nodes.db.count': 3 }, large: { 'nodes.db.count': 7 } } },
      ],
    },
    hunt: {
      ...section(fields.hunt, {
        vary: {
          ...varied,
          description: 'Values that are drawn for each seed: paths with their values.',
          examples: [{ 'nodes.db.params.reads': ['log', 'lease'] }],
        },
      }),
      description: 'What foretell hunt draws from seed to seed.',
    },
  };
  return {
    $schema: DRAFT,
    title: 'Foretell scenario',
    ...section(fields.top, sections, ['nodes']),
    $defs: {
      nodeGroup: nodeGroup(fields, all),
      clientGroup: section(fields.client, { operations: operations() }),
      network: section(fields.network, {
        links: {
          type: 'array',
          description: 'Links that differ; the first that matches decides.',
          items: { $ref: '#/$defs/link' },
        },
      }),
      link: section(fields.linkRule),
      fault: { anyOf: FAULT_KINDS.map((kind) => section(fields.faults[kind])) },
      ...Object.fromEntries(all.map((model) => [paramsName(model), paramsSchema(model)])),
      result: resultSchema,
      sweep: sweepSchema,
      comparison: comparisonSchema,
      sizing: sizingSchema,
      hunt: huntSchema,
    },
  };
}

const listed: readonly Schema[] = [
  { type: 'array', minItems: 1 },
  { type: ['string', 'number', 'boolean'], examples: ['poisson(100/s..900/s:9)', '1..1000:4log'] },
];

/** Paths with their values. */
const varied: Schema = { type: 'object', additionalProperties: { anyOf: listed } };

/** Names, each with the paths that it sets. */
const alternatives: Schema = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: ['object', 'null'] },
};

/** A map with these keys and no others; `more` adds or replaces properties that are not plain fields. */
function section(fields: Fields, more: Schema = {}, required: readonly string[] = []): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(z.strictObject(fields), { io: 'input' }) as unknown as {
    readonly $schema: string;
    readonly properties: Schema;
    readonly required?: readonly string[];
  };
  return {
    ...schema,
    properties: { ...Object.fromEntries(Object.entries(schema.properties).map(withExamples)), ...more },
    required: [...(schema.required ?? []), ...required],
  };
}

const withExamples = ([key, property]: [string, Json]): [string, Json] => {
  const { samples, ...rest } = property as Schema;
  return [key, Array.isArray(samples) && samples.length > 0 ? { ...rest, examples: samples } : rest];
};

const named = (description: string, of: string, minProperties: number): Schema => ({
  type: 'object',
  description,
  propertyNames: { pattern: GROUP_NAME },
  additionalProperties: { $ref: of },
  minProperties,
});

function operations(): Schema {
  const { $schema: _, ...weight } = z.toJSONSchema(weightField, { io: 'input' }) as unknown as Schema;
  return {
    type: 'object',
    description: 'Operations with their shares, which sum to 100%.',
    propertyNames: { pattern: GROUP_NAME },
    additionalProperties: weight,
    default: OPERATIONS_DEFAULT,
  };
}

/** Which parameters there are depends on the model. */
function nodeGroup(fields: AllFields, models: readonly AnyModel[]): Schema {
  const model: Schema = {
    description: 'Model that the nodes run: a name, or ./file.js for one of your own.',
    anyOf: [
      ...models.map(({ name, about }) => ({ const: name, description: about })),
      { type: 'string', pattern: MODEL_FILE },
    ],
  };
  const parts: Schema = {
    model,
    params: { type: 'object', description: 'Parameters of the model.' },
    clock: { ...section(fields.clock), description: 'How far the nodes’ clocks may be off.' },
    disk: { ...section(fields.disk), description: 'What the nodes’ disks are like.' },
  };
  return {
    ...section(fields.node, parts),
    allOf: models.map((one) => ({
      if: { properties: { model: { const: one.name } }, required: ['model'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
      then: { properties: { params: { $ref: `#/$defs/${paramsName(one)}` } } },
    })),
  };
}

/** Without the slash, which a reference would have to escape. */
const paramsName = (model: AnyModel): string => `params.${model.name.replaceAll('/', '.')}`;

function paramsSchema(model: AnyModel): Schema {
  const specs: ParamsSpec = model.params;
  return {
    type: 'object',
    description: `Parameters of ${model.name}. ${model.about}`,
    properties: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, paramSchema(spec)])),
    additionalProperties: false,
  };
}

function paramSchema(spec: ParamSpec): Schema {
  const common: Schema = { description: spec.doc, default: spec.default };
  const orUnlimited = (schema: Schema): Schema =>
    'unlimited' in spec && spec.unlimited === true
      ? { ...common, anyOf: [schema, { const: 'unlimited' }] }
      : { ...common, ...schema };
  const distribution: Schema = { type: ['string', 'number'], examples: [...distributionExamples.values()] };
  switch (spec.kind) {
    case 'duration':
    case 'ratio':
    case 'rate':
    case 'size':
    case 'bandwidth':
      return orUnlimited({ type: ['string', 'number'], pattern: quantityPattern(spec.kind) });
    case 'delay':
      return { ...common, ...distribution };
    case 'delays': {
      const byOperation = { additionalProperties: distribution, required: ['other'] };
      return { ...common, anyOf: [distribution, { ...namedValues, ...byOperation }] };
    }
    case 'count': {
      const maximum = spec.max === undefined ? {} : { maximum: spec.max };
      return orUnlimited({ type: 'integer', minimum: spec.min ?? 0, ...maximum });
    }
    case 'flag':
      return { ...common, type: 'boolean' };
    case 'choice':
      return { ...common, enum: spec.options };
    case 'nodes':
      return {
        description: spec.doc,
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      };
    case 'routes': {
      const share = { type: ['string', 'number'], pattern: quantityPattern('ratio') };
      return { description: spec.doc, ...namedValues, additionalProperties: share };
    }
    case 'durations': {
      const one = { type: ['string', 'number'], pattern: quantityPattern('duration') };
      return { description: spec.doc, anyOf: [one, { type: 'array', items: one }] };
    }
    case 'names': {
      const word = { type: 'string', pattern: GROUP_NAME };
      return { description: spec.doc, anyOf: [word, { type: 'array', items: word }] };
    }
  }
}

const namedValues = { type: 'object', propertyNames: { pattern: GROUP_NAME } };
