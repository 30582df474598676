/**
 * `foretell new`: writes a scenario file to start from. Never writes over a file.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { builtinModels } from '../../../models/index.js';
import type { AnyModel, ParamSpec } from '../../model/index.js';
import { nearest } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';
import { writeFile } from '../files.js';

export function create(file: string, options: { readonly model: string }): void {
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`${file}: a scenario file ends in .yaml`);
  if (existsSync(file)) throw new UsageError(`${file}: there is such a file already; it was left as it is`);
  const model = builtinModels.find(({ name }) => name === options.model);
  if (model === undefined) {
    const names = builtinModels.map(({ name }) => name);
    const meant = nearest(options.model, names);
    throw new UsageError(
      `there is no model "${options.model}"; ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`}`,
    );
  }
  writeFile(file, starter(basename(file).replace(/\.ya?ml$/, ''), model));
  process.stdout.write(`wrote ${file}; run it with: foretell run ${file}\n`);
}

function starter(name: string, model: AnyModel): string {
  const params = Object.entries(model.params as Readonly<Record<string, ParamSpec>>).filter(
    ([, spec]) => spec.default !== '',
  );
  const victim = model.selectors?.leader === undefined ? 'db/1' : 'leader(db)';
  return `# ${model.about}
# Everything here can be changed; \`foretell models ${model.name}\` says what the parameters mean.
name: ${name}
question: What happens when one node is lost?
duration: 30s
runs: 3

nodes:
  db:
    model: ${model.name}
    count: ${model.selectors?.leader === undefined ? 1 : 5}
    params:
${params.map(([param, spec]) => `      ${param}: ${String(spec.default)}`).join('\n')}

network:
  latency: lognormal(p50=1ms, p99=5ms)

clients:
  app:
    count: 5
    target: db
    arrivals: poisson(100/s)
    operations: { read: 50%, write: 50% }
    keys: uniform(10)
    timeout: 1s

faults:
  - { at: 10s, for: 3s, crash: ${victim} }

expect:
  - linearizable(app)
  - availability(app) > 80%
`;
}
