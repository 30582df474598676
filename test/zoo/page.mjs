/**
 * What hunts of mutants came to, as text: the table of the program, and the page that shows the zoo.
 *
 * Knows nothing of running anything.
 */

const COLUMNS = [66, 34, 7, 9, 9, 7, 11];

const line = (cells) =>
  cells
    .map((cell, i) => (i < 2 ? String(cell).padEnd(COLUMNS[i]) : String(cell).padStart(COLUMNS[i])))
    .join(' ');

export const headText = line(['mutant', 'found by', 'seeds', 'ms', 'shrink ms', 'faults', 'operations']);

/** One mutant: over several campaigns medians, of those that found it. */
export function rowText({ name, campaigns }) {
  const { foundBy, seeds, ms, shrinkMs, faults, operations, missed, wrong } = figuresOf(campaigns);
  const note = `${missed > 0 ? `  MISSED ${missed} times` : ''}${wrong > 0 ? `  NOT EXPECTED ${wrong} times` : ''}`;
  return `${line([name, foundBy, seeds, whole(ms), whole(shrinkMs), faults, operations])}${note}`;
}

const whole = (number) => (number === '-' ? number : Math.round(number));

function figuresOf(campaigns) {
  const found = campaigns.filter(({ verdict }) => verdict !== 'missed');
  const times = new Map();
  for (const { signature } of found) times.set(signature, (times.get(signature) ?? 0) + 1);
  const signatures = [...times].sort(([, a], [, b]) => b - a).map(([signature]) => signature);
  const middle = (figure) => median(found.map((each) => each[figure]));
  return {
    signatures,
    foundBy: signatures[0] ?? '-',
    seeds: middle('seeds'),
    ms: middle('ms'),
    shrinkMs: middle('shrinkMs'),
    faults: middle('faults'),
    operations: middle('operations'),
    missed: campaigns.length - found.length,
    wrong: found.filter(({ verdict }) => verdict === 'wrong').length,
  };
}

/** The lower of the two in the middle, so that it is one that occurred. */
function median(values) {
  if (values.length === 0) return '-';
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/** The last line, and what was wrong; `bad`: how many mutants are missed or found by others than expected. */
export function summaryOf(results) {
  const lines = results.flatMap(({ name, campaigns }) =>
    campaigns
      .filter(({ verdict }) => verdict !== 'found')
      .slice(0, 1)
      .map(({ verdict, seeds, seed, signature, explanation }) =>
        verdict === 'missed'
          ? `missed: ${name}, in ${seeds} seeds`
          : `not expected: ${name} is found by ${signature} (seed ${seed}): ${explanation}`,
      ),
  );
  const all = results.flatMap(({ campaigns }) => campaigns);
  const seconds = all.reduce((sum, { ms, shrinkMs = 0 }) => sum + ms + shrinkMs, 0) / 1000;
  const count = `${results.length - lines.length} of ${results.length} mutants found as expected`;
  return { text: [...lines, `${count}, ${seconds.toFixed(1)} s of hunting`].join('\n'), bad: lines.length };
}

/** README.md. */
export function pageText(mutants, results, campaigns) {
  const families = [...new Set(mutants.map(({ family }) => family))];
  const sections = families.map((family) => {
    const members = mutants.filter((mutant) => mutant.family === family);
    const rows = members.map((mutant) => {
      const { campaigns: own } = results.find(({ name }) => name === mutant.name);
      const { signatures, seeds, faults, operations } = figuresOf(own);
      const origin = mutant.seen === undefined ? mutant.source : `${mutant.source}. Seen: ${mutant.seen}`;
      const cells = [mutant.name, origin, signatures.map((each) => `\`${each}\``).join(', ')];
      return `| ${[...cells, seeds, faults, operations].join(' | ')} |`;
    });
    const title = `## ${family[0].toUpperCase()}${family.slice(1)}`;
    const head = '| broken rule | source | found by | seeds | faults | operations |';
    return [title, '', members[0].about, '', head, '| --- | --- | --- | ---: | ---: | ---: |', ...rows].join(
      '\n',
    );
  });
  return `${OPENING(mutants.length, campaigns)}\n\n${sections.join('\n\n')}\n\n${HOW_TO_ADD}`;
}

const OPENING = (count, campaigns) => `# The bug zoo

<!-- Written by npm run zoo; not by hand. -->

${count} mutants of the models and of the client protocol, each with one rule broken and found by \`foretell hunt\`: the negative
control of hunts, monitors and checkers. Where a real system had the bug, it is named.

- \`npm run zoo\` hunts each of them in ${campaigns} campaigns of different seeds on one core and writes this page;
  \`npm run zoo -- --quick\` hunts each once, in about a minute on two cores.
- It fails if one is missed within its budget of seeds, or if it is found by a checker that is not meant to.
- \`npm run zoo -- --clean 10000\` is the other half: the same hunts of the models as they are find nothing.

How to read the tables: **found by** is what first told of it, in order of how often; **seeds** are the median it took
to be found, **faults** and **operations** the medians of what is left of the failing case when it has been made
smaller.`;

const HOW_TO_ADD = `## How to add one

An entry in \`catalogue/\`: the \`name\` says which rule is broken, \`source\` where the rule stands, \`seen\` who broke
it. \`find\` is the text in \`file\` that becomes \`replace\`; it must occur exactly once. \`foundBy\` lists the checkers
that may find it: a rule of the monitor, or an expectation such as \`linearizable(app)\`. \`scenario\` and \`seeds\` (the
budget) have defaults. Then \`npm run zoo -- --only WORDS\`.
`;
