/**
 * `foretell new`: writes a scenario file to start from. Never writes over a file.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { builtinModels } from '../../../models/index.js';
import { writeFile } from '../../files/read-write.js';
import type { AnyModel, ParamSpec } from '../../model/index.js';
import { nearest } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';

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

const starter = (name: string, model: AnyModel): string =>
  model.monitor === undefined ? serviceStarter(name, model) : protocolStarter(name, model);

const head = (name: string, model: AnyModel, question: string): string => `# ${model.about}
# Everything here can be changed; \`foretell models ${model.name}\` says what the parameters mean.
name: ${name}
question: ${question}
duration: 30s
runs: 3
`;

const specsOf = (model: AnyModel) => Object.entries(model.params as Readonly<Record<string, ParamSpec>>);

/** Parameters with a default of their own, as lines. */
const paramLines = (model: AnyModel): readonly string[] =>
  specsOf(model)
    .filter(([, spec]) => spec.default !== '')
    .map(([param, spec]) => `      ${param}: ${String(spec.default)}`);

/** A service or a queue: how long it takes. What needs other nodes gets some. */
function serviceStarter(name: string, model: AnyModel): string {
  const others = specsOf(model).flatMap(([param, { kind }]) => (kind === 'nodes' ? [param] : []));
  const isSource = model.queue?.kind === 'source';
  const workers = `  worker:
    model: queueing/station
    count: 4
    params:
      service: exponential(5ms)
`;
  const lines = [...others.map((param) => `      ${param}: worker`), ...paramLines(model)];
  const clients = `
clients:
  users:
    target: app
    arrivals: poisson(100/s)
    operations: { request: 100% }
    timeout: 10s
`;
  const measured = isSource ? 'worker' : 'users';
  return `${head(name, model, 'How long do requests take?')}warmUp: 3s

nodes:
  app:
    model: ${model.name}
    params:
${lines.join('\n')}
${others.length === 0 ? '' : workers}
network:
  latency: lognormal(p50=1ms, p99=5ms)
${isSource ? '' : clients}
expect:
  - p99(${measured}) < 1s
`;
}

/** A protocol: whether it holds when a node is lost. */
function protocolStarter(name: string, model: AnyModel): string {
  const victim = model.selectors?.leader === undefined ? 'db/1' : 'leader(db)';
  return `${head(name, model, 'What happens when one node is lost?')}
nodes:
  db:
    model: ${model.name}
    count: ${model.selectors?.leader === undefined ? 1 : 5}
    params:
${paramLines(model).join('\n')}

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
