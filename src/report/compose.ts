/**
 * What a report says: from report data and finished charts to a page.
 *
 * Someone who did not write the scenario must be able to say what happened from the page alone.
 */
import { period } from '../../reports/frame.js';
import { number, operationText, processName, quantity, seconds, seedsText } from '../../reports/words.js';
import { formatPlural } from '../observe/format.js';
import { groupRepeated } from '../observe/repeated.js';
import type { ReportData } from '../observe/result.js';
import {
  type Block,
  type Cell,
  type ChartBlock,
  cell,
  findingCell,
  left,
  type Page,
  right,
  type Table,
} from './page.js';
import { reproduce } from './reproduce.js';
import { clientRates } from './stations.js';
import { tellStory } from './story.js';
import { summaryTables } from './summary.js';

const FAILING_MAX = 50;
/** Occurrences of a repeated fault, or nodes it hit, that are named one by one. */
const LISTED_MAX = 6;
const FAULTS_MAX = 200;
const OUTAGE_CLIENTS_MAX = 4;

export interface Drawn {
  readonly charts: readonly ChartBlock[];
  /** Sentences on charts that are not there, and why. */
  readonly missing: readonly string[];
}

export function composePage(data: ReportData, drawn: Drawn): Page {
  const { result } = data;
  return {
    title: result.scenario,
    blocks: [
      ...(result.question === '' ? [] : [{ kind: 'question', text: result.question } as const]),
      verdict(data),
      ...outage(data),
      ...failure(data),
      ...expectations(data),
      ...judged(data),
      ...whatHappened(data),
      { kind: 'heading', text: 'Summary', id: 'summary' },
      ...summaryTables(data),
      { kind: 'heading', text: 'Charts', id: 'charts' },
      ...drawn.charts,
      ...drawn.missing.map((text) => ({ kind: 'note', text }) as const),
      ...faults(data),
      ...reproduction(data),
    ],
  };
}

function verdict({ result }: ReportData): Block {
  const runs = result.seeds.length === 1 ? '1 run' : `${result.seeds.length} runs`;
  const total = result.expectations.length;
  const count = result.expectations.filter((row) => row.verdict === result.verdict).length;
  const of = total === 0 ? 'nothing was expected' : `${count} of ${total} expectations`;
  const texts = {
    valid:
      total === 0
        ? `Nothing was expected, and nothing went wrong in ${runs}.`
        : `Every expectation held in ${runs}.`,
    invalid:
      total === 0 || count === 0 ? `Something went wrong in ${runs}.` : `${of} did not hold in ${runs}.`,
    unknown:
      total === 0 || count === 0 ? `There is no verdict after ${runs}.` : `No verdict on ${of} in ${runs}.`,
  };
  return { kind: 'verdict', verdict: result.verdict, text: texts[result.verdict], reasons: result.reasons };
}

/** The longest outage in one sentence for each client group, since that is what most people come for. */
function outage({ result }: ReportData): Block[] {
  const find = (metric: string, of: string) =>
    result.rows.find((row) => row.metric === metric && row.of === of && row.operation === 'all');
  const clients = [...new Set(clientRates(result.rows).map((row) => row.of))];
  return clients.slice(0, OUTAGE_CLIENTS_MAX).flatMap((client): Block[] => {
    const [longest, worst] = [find('longest outage', client), find('worst outage', client)];
    if (longest?.value == null || worst?.value == null) return [];
    const who = clients.length > 1 ? `no client of ${client}` : 'nobody';
    const length = quantity(longest.value, 'ms');
    const parts = result.rows
      .filter((row) => row.metric === 'longest outage' && row.of === client && row.operation !== 'all')
      .flatMap((row) => (row.value === null ? [] : [`${row.operation} ${quantity(row.value, 'ms')}`]));
    const each =
      parts.length < 2
        ? ''
        : ` By operation${result.seeds.length === 1 ? '' : ', on average'}: ${listed(parts)}.`;
    const text =
      result.seeds.length === 1
        ? `The longest time in which ${who} was answered, though somebody asked, was ${length}.${each}`
        : `The longest time in which ${who} was answered, though somebody asked, was ${length} on average over the runs and ${quantity(worst.value, 'ms')} at worst.${each}`;
    return [{ kind: 'paragraph', text }];
  });
}

function failure({ result, detail }: ReportData): Block[] {
  const story = detail.failure;
  if (story === undefined) return [];
  const wrong = result.verdict === 'invalid' ? 'What went wrong' : 'What was violated';
  const rows = detail.operations.filter((row) => row.failing);
  const table: Table = {
    kind: 'table',
    columns: [
      left('Client process'),
      left('Operation'),
      right('Asked'),
      right('Answered'),
      left('Answered by'),
      left('Outcome'),
    ],
    rows: rows
      .slice(0, FAILING_MAX)
      .map((row) => [
        cell(processName(row)),
        cell(operationText(row)),
        cell(seconds(row.from_s, 6)),
        cell(seconds(row.to_s, 6)),
        cell(row.node ?? '–'),
        cell(row.outcome, row.error ?? undefined),
      ]),
  };
  const more =
    rows.length > FAILING_MAX
      ? [{ kind: 'note', text: `The first ${FAILING_MAX} of ${rows.length}.` } as const]
      : [];
  return [
    { kind: 'heading', text: `${wrong}: ${story.title}`, id: 'failure' },
    ...(story.context === '' ? [] : [{ kind: 'paragraph', text: story.context } as const]),
    { kind: 'paragraph', text: story.explanation },
    ...(rows.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: 'No order of these operations explains what the clients were told:',
          } as const,
          table,
          ...more,
        ]),
    { kind: 'paragraph', text: 'See it again:' },
    { kind: 'code', text: story.replay },
  ];
}

function expectations({ result }: ReportData): Block[] {
  if (result.expectations.length === 0) return [];
  const rows = result.expectations.map((row): Cell[] => [
    cell(row.text),
    { text: row.verdict, verdict: row.verdict },
    cell(row.observed),
    cell(number(row.judged)),
    cell(row.seeds.length === 0 ? '–' : seedsText(row.seeds)),
  ]);
  const columns = [
    left('Expected'),
    left('Verdict'),
    left('Observed'),
    right('Judged'),
    left('Not valid in'),
  ];
  return [
    { kind: 'heading', text: 'Expectations', id: 'expectations' },
    { kind: 'table', columns, rows },
    { kind: 'note', text: 'Judged: how many operations or checks the verdict rests on, over all runs.' },
  ];
}

function judged({ result }: ReportData): Block[] {
  if (result.judged.length === 0) return [];
  const rows = result.judged.map((row): Cell[] => [
    cell(row.text),
    findingCell(row),
    cell(row.observed),
    cell(number(row.judged)),
    cell(row.seeds.length === 0 ? '–' : seedsText(row.seeds)),
  ]);
  const columns = [left('Judged'), left('Finding'), left('Observed'), right('Judged'), left('Seeds')];
  return [
    { kind: 'heading', text: 'Judged, not demanded', id: 'judged' },
    { kind: 'table', columns, rows },
    { kind: 'note', text: 'Whatever is found here, the run is as valid as it was.' },
  ];
}

function whatHappened(data: ReportData): Block[] {
  const { lines, dropped } = tellStory(data);
  if (lines.length === 0) return [];
  const runs = data.result.seeds.length;
  const which =
    runs > 1
      ? `The run with seed ${data.detail.seed}: of ${runs} runs, ${data.detail.why}.`
      : `The run with seed ${data.detail.seed}.`;
  return [
    { kind: 'heading', text: 'What happened', id: 'story' },
    { kind: 'note', text: `${which} Times are seconds of simulated time.` },
    { kind: 'story', lines },
    ...(dropped > 0 ? [{ kind: 'note', text: `And ${dropped} more.` } as const] : []),
  ];
}

function faults({ result, detail }: ReportData): Block[] {
  const heading: Block = { kind: 'heading', text: 'Faults and what they touched', id: 'faults' };
  if (result.faults.length === 0) return [heading, { kind: 'paragraph', text: 'No faults were injected.' }];
  const here = groupRepeated(detail.faults.map((fault, i) => ({ ...fault, number: i + 1 })));
  const rows = result.faults.slice(0, FAULTS_MAX).map((fault, i): Cell[] => {
    const occurrences = here[i]?.occurrences ?? [];
    const nodes = [...new Set(occurrences.flatMap((each) => each.nodes))];
    return [
      cell(listed(occurrences.map((each) => `${each.number}`))),
      cell(fault.text),
      cell(listed(occurrences.map(period))),
      cell(listed(nodes)),
      cell(formatPlural(fault.touched, fault.unit)),
      fault.idleSeeds.length === 0 ? cell('none') : { text: seedsText(fault.idleSeeds), verdict: 'invalid' },
    ];
  });
  const columns = [
    right('No.'),
    left('Fault'),
    left('When'),
    left('Nodes hit'),
    left('Touched, all runs'),
    left('Runs in which it touched nothing'),
  ];
  const more = result.faults.length - rows.length;
  return [
    heading,
    { kind: 'table', columns, rows },
    {
      kind: 'note',
      text: `When and which nodes: in the run with seed ${detail.seed}.${more > 0 ? ` ${more} more faults are not listed.` : ''}`,
    },
  ];
}

/** The first few of them. */
function listed(items: readonly string[]): string {
  if (items.length === 0) return '–';
  return items.length <= LISTED_MAX ? items.join(', ') : `${items.slice(0, LISTED_MAX).join(', ')}, …`;
}

function reproduction({ result, detail }: ReportData): Block[] {
  return reproduce(result, {
    rerun: detail.rerun,
    digests: [['Digest', result.digest]],
    files: result.files,
  });
}
