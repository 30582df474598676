#!/usr/bin/env node
/**
 * The `foretell` command: arguments in, output and exit code out.
 *
 * Each command is loaded only when it is asked for, so that `--version` and `--help` are quick.
 */
import { Command, CommanderError, Option } from 'commander';
import { version } from '../files/version.js';
import { AGAINST } from '../observe/determinism.js';
import { EXIT, UsageError } from './exit.js';
import {
  milliseconds,
  nanoseconds,
  range,
  several,
  shard,
  share,
  someText,
  wholeNumber,
} from './option-values.js';

/** More threads than this only cost memory. */
const JOBS_MAX = 256;
/** As in scenario files. */
const RUNS_MAX = 1_000_000;
const SEEDS_MAX = 1_000_000_000;

const program = new Command('foretell')
  .description(
    'Simulates distributed systems: is the design correct, how fast is it, and how big must it be?',
  )
  .version(version())
  .showHelpAfterError('(foretell --help shows what there is)')
  .configureHelp({ helpWidth: 80 })
  .addHelpText(
    'after',
    '\nExit codes: 0 valid, 1 invalid, 2 unknown, 64 a mistake in the command or a file,\n70 a bug of ours, 130 interrupted.',
  )
  .exitOverride();

runs('run')
  .description('run scenario files: verdict, numbers and a report')
  .argument('<file...>', 'scenario files')
  .option('--set <path=value>', 'change a value, such as nodes.db.count=5; several times', several('--set'))
  .addOption(untilCi())
  .addOption(junit())
  .action(async (files: string[], options: Record<string, unknown>) => {
    const { run } = await import('./commands/run.js');
    process.exitCode = await run(files, options as never);
  });

runs('sweep')
  .description('run a scenario at every point of a grid of values')
  .argument('<file>', 'scenario file')
  .option(
    '--set <path=values>',
    'what to vary: a list or a range, such as nodes.db.count=3,5,7 or clients.app.arrivals=poisson(100/s..900/s:9), or with even factors 1..1000:4log; several make a grid (default: the file’s section sweep)',
    several('--set'),
  )
  .addOption(untilCi())
  .option('--resume', 'go on with what an earlier sweep left')
  .action(async (file: string, options: Record<string, unknown>) => {
    const { sweep } = await import('./commands/sweep.js');
    process.exitCode = await sweep(file, options as never);
  });

runs('compare')
  .description('run two designs over the same seeds, and tell how they differ')
  .argument('<a>', 'scenario file')
  .argument('[b]', 'another one; the first with what is set if left out')
  .option('--set <path=value>', 'change a value in the second; several times', several('--set'))
  .addOption(untilCi())
  .action(async (a: string, b: string | undefined, options: Record<string, unknown>) => {
    const { compare } = await import('./commands/compare.js');
    process.exitCode = await compare(a, b, options as never);
  });

runs('size')
  .description('find the smallest or the largest value that meets a goal')
  .argument('<file>', 'scenario file')
  .requiredOption(
    '--vary <path>',
    'what may change, such as nodes.db.count, or with its range nodes.db.count=1..9',
  )
  .requiredOption(
    '--slo <expectation>',
    'what must hold, such as "p99(app) < 200ms"; several must all hold',
    several('--slo'),
  )
  .addOption(
    new Option('--goal <goal>', 'which value is wanted (default: by what the ends of the range say)').choices(
      ['smallest', 'largest'],
    ),
  )
  .addOption(
    share('--confidence <share>', 'how sure each verdict must be, one-sided', 0.5, 1).default(0.95, '95%'),
  )
  .addOption(share('--precision <share>', 'how close a quantity is found', 0, 1).default(0.01, '1%'))
  .option('--set <path=value>', 'change another value; several times', several('--set'))
  .action(async (file: string, options: Record<string, unknown>) => {
    const { size } = await import('./commands/size.js');
    process.exitCode = await size(file, options as never);
  });

common('hunt')
  .description('look for failures over many seeds, each with faults of its own; show the smallest')
  .argument('<file...>', 'scenario files')
  .option('--seed <seed>', 'first seed, instead of the file’s', someText('--seed'))
  .option('--seeds <n>', 'how many seeds (default: 1000)', wholeNumber('--seeds', 1, SEEDS_MAX))
  .option('--for <duration>', 'how long to look, such as 5m', milliseconds('--for'))
  .option('--all', 'go on after the first failure, and tell all different ones')
  .option('--faults <range>', 'how many faults are drawn, such as 0..6 or 3', range('--faults'))
  .option('--as-is', 'draw nothing: the file as it is, with many seeds')
  .option(
    '--progress <duration>',
    'in a second phase a majority is healed, and must answer at least this often',
    nanoseconds('--progress'),
  )
  .option('--require', 'fail if a condition that a model declares is never reached')
  .option('--shard <i/n>', 'every n-th seed, beginning with the i-th; merge puts them together', shard)
  .option('--corpus <folder>', 'past failures to run first (default: regressions, beside or above)')
  .option('--set <path=value>', 'change a value, such as nodes.db.count=5; several times', several('--set'))
  .addOption(junit())
  .option('--no-shrink', 'show the failing case as it was drawn')
  .addOption(
    new Option('--shrink-for <duration>', 'how long making it smaller may take')
      .argParser(milliseconds('--shrink-for'))
      .default(60_000, '1m'),
  )
  .action(async (files: string[], options: Record<string, unknown>) => {
    const { hunt } = await import('./commands/hunt.js');
    process.exitCode = await hunt(files, options as never);
  });

common('replay')
  .description('run a failure again: a scenario file, or the folder of a hunt')
  .argument('<failure>', 'such as out/raft/latest, or a minimal.yaml')
  .option('--seed <seed>', 'seed, instead of the file’s', someText('--seed'))
  .action(async (path: string, options: Record<string, unknown>) => {
    const { replay } = await import('./commands/replay.js');
    process.exitCode = await replay(path, options as never);
  });

program
  .command('merge')
  .description('put the parts of a hunt together, as --shard made them')
  .argument('<part...>', 'their folders, or the result.json in each')
  .option('--json', 'print the result as one JSON object')
  .option('--out <folder>', 'where results go', 'out')
  .addOption(junit())
  .action(async (paths: string[], options: Record<string, unknown>) => {
    const { merge } = await import('./commands/merge.js');
    process.exitCode = merge(paths, options as never);
  });

program
  .command('determinism')
  .description('run a scenario several times, and name the first event that differs')
  .argument('<file>', 'scenario file')
  .option('--seed <seed>', 'seed, instead of the file’s', someText('--seed'))
  .option('--set <path=value>', 'change a value, such as nodes.db.count=5; several times', several('--set'))
  .addOption(
    new Option(
      '--against <what>',
      'compare with: itself again, the other event queue, or what is sent and stored frozen (default: again, then heap)',
    ).choices(AGAINST),
  )
  .option('--json', 'print the result as one JSON object')
  .action(async (file: string, options: Record<string, unknown>) => {
    const { determinism } = await import('./commands/determinism.js');
    process.exitCode = await determinism(file, options as never);
  });

program
  .command('check')
  .description('judge a history that this or another tool recorded (Jepsen EDN or JSON lines)')
  .argument('<history>', 'history file')
  .option(
    '--model <name>',
    'what the history is of: register, kv, …; of transactions: list-append, rw-register',
  )
  .option('--checker <name>', 'judge it as Jepsen’s checker does: set-full, counter, unique-ids, …')
  .option('--linearizable', 'of --checker set-full: stale reads are wrong')
  .option(
    '--group-size <keys>',
    'of --checker long-fork: keys of each read (default: those of the first)',
    wholeNumber('--group-size', 1),
  )
  .option(
    '--guarantee <name>',
    'judge another guarantee instead: read-your-writes, monotonic-reads, …, sequential, causal, no-lost-updates, bounded-staleness',
  )
  .option('--bound <staleness>', 'for bounded-staleness: how far behind a read may be, 500ms or "3 versions"')
  .option('--initial <json>', 'value before the first operation, as JSON')
  .addOption(
    new Option('--failed <meaning>', 'what a failed operation tells')
      .choices(['dropped', 'observed'])
      .default('dropped'),
  )
  .addOption(
    new Option('--format <format>', 'how the file is written')
      .choices(['auto', 'edn', 'jsonl'])
      .default('auto'),
  )
  .option('--keyed', 'values are [key, value] pairs, one object per key')
  .option('--no-keyed', 'values are values, even if they look like pairs')
  .addOption(
    new Option('--null-reads <meaning>', 'what a read answered with null saw')
      .choices(['auto', 'value', 'unknown'])
      .default('auto'),
  )
  .option(
    '--consistency-models <levels>',
    'of transactions: isolation levels that ought to hold, with commas (default: strict-serializable)',
  )
  .option('--anomalies <names>', 'of transactions: anomalies that must not be there, such as G1,G-single')
  .option(
    '--assume <names>',
    'of rw-register: what the store keeps to, of wfr-keys, sequential-keys, linearizable-keys',
  )
  .option('--budget <steps>', 'give up as unknown after this many steps', wholeNumber('--budget', 1))
  .option('--json', 'print the result as one JSON object')
  .action(async (file: string, options: Record<string, unknown>) => {
    const { check } = await import('./commands/check.js');
    process.exitCode = check(file, options as never);
  });

program
  .command('models')
  .description('list the models, or show one with its parameters')
  .argument('[name]', 'a model, such as consensus/raft')
  .option('--json', 'print as JSON')
  .action(async (name: string | undefined, options: Record<string, unknown>) => {
    const { models } = await import('./commands/models.js');
    models(name, options as never);
  });

program
  .command('theory')
  .description('what queueing theory says of a station or network; alone, lists the theories')
  .usage('[theory] [options]')
  .helpOption(false) // each theory has options of its own, and help on them
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (_options: Record<string, unknown>, command: Command) => {
    const { theory } = await import('./commands/theory.js');
    theory(command.args);
  });

program
  .command('partition')
  .description('who owns which key, how evenly, and what moves; alone, lists the algorithms')
  .usage('[algorithm] [options]')
  .helpOption(false) // as for theories
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (_options: Record<string, unknown>, command: Command) => {
    const { partition } = await import('./commands/partition.js');
    partition(command.args);
  });

program
  .command('schema')
  .description('print the JSON Schema of scenario files and of results')
  .action(async () => {
    const { schema } = await import('./commands/schema.js');
    schema();
  });

program
  .command('new')
  .description('write a scenario file to start from')
  .argument('<file>', 'the file to write, such as my-design.yaml')
  .option('--model <name>', 'the model it runs', 'consensus/raft')
  .action(async (file: string, options: Record<string, unknown>) => {
    const { create } = await import('./commands/new.js');
    create(file, options as never);
  });

/** A command that runs scenarios seed by seed, with what all of those can do with figures. */
function runs(name: string): Command {
  return common(name)
    .option('--seed <seed>', 'first seed, instead of the file’s', someText('--seed'))
    .option('--runs <n>', 'how many seeds, instead of the file’s', wholeNumber('--runs', 1, RUNS_MAX))
    .option('--png', 'write the charts as PNG too');
}

/** A command that runs scenarios, with the options that all of those have. */
function common(name: string): Command {
  return program
    .command(name)
    .option(
      '--jobs <n>',
      'runs at once, with the same result (default: one per core, or 1 for fewer than 4 runs)',
      wholeNumber('--jobs', 1, JOBS_MAX),
    )
    .option('--json', 'print the result as one JSON object per file')
    .option('--out <folder>', 'where results go', 'out')
    .option('--no-report', 'write no report, only the result and the history')
    .addOption(
      new Option('--queue <kind>', 'event queue; same bytes from both')
        .choices(['fast', 'heap'])
        .default('fast'),
    )
    .option('--shuffle-ties', 'run events of the same instant in a random order drawn from the seed');
}

function junit(): Option {
  return new Option('--junit <file>', 'write the results as JUnit XML too, for CI systems');
}

function untilCi(): Option {
  const description =
    'run until the 95% interval of every mean latency is within this share of it, such as 1%; --runs is then the most (default 1000)';
  return share('--until-ci <share>', description, 0, 1);
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.valid : EXIT.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`foretell: ${error.message}\n`);
    return EXIT.usage;
  }
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall === 'write' && code !== undefined) {
    process.stderr.write(`foretell: the output cannot be written: ${code}\n`);
    return EXIT.usage;
  }
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `foretell: this is a bug of ours; please report it with the scenario and the seed.\n${story}\n`,
  );
  return EXIT.bug;
}

// Whoever reads along may have seen enough (`| head`): the work goes on, and the exit code still tells.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// Such as by a timer that a user's model has set, which is under no command's control.
process.once('uncaughtException', (error) => process.exit(failed(error)));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}
