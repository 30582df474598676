/** `foretell schema`: the JSON Schema of scenario files, with the parameters of every built-in model. */

import { builtinModels } from '../../../models/index.js';
import { chartNames } from '../../../reports/index.js';
import { scenarioJsonSchema } from '../../scenario/json-schema.js';

export function schema(): void {
  const models = new Map(builtinModels.map((model) => [model.name, model]));
  process.stdout.write(`${JSON.stringify(scenarioJsonSchema(models, { charts: chartNames }), null, 2)}\n`);
}
