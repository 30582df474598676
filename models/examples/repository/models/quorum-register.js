/**
 * A register per key on every node. Whoever is asked asks all nodes twice: who has the newest version, and to keep
 * this one. A majority is enough each time, as two of them always meet. Messages may be lost, late, or there twice.
 */
import { defineModel } from 'foretell/model';

/** A version is a number, the node that wrote, and its operation: no two writes have the same. */
const NOTHING = { version: [0, 0, 0], value: null };
const isNewer = ([a, b, c], [x, y, z]) => a > x || (a === x && (b > y || (b === y && c > z)));

/** Counts an answer to that phase of an operation, each node's once; true when it makes a majority. */
function isMajority(operation, phase, ctx) {
  if (operation?.phase !== phase || operation.heard.includes(ctx.from)) return false;
  operation.heard.push(ctx.from);
  return operation.heard.length === Math.floor(ctx.members.length / 2) + 1;
}

export const quorumRegister = defineModel({
  name: 'quorum-register',
  about: 'A register per key, read and written through majorities.',
  source: 'Attiya, Bar-Noy and Dolev, "Sharing memory robustly in message-passing systems", JACM 1995',
  leavesOut: 'sending again what is lost; clients that ask another node when one is silent (retryAfter)',
  params: {},
  sometimes: ['a read repairs a node'],

  init: (saved) => ({ durable: saved ?? { values: {}, asked: 0, seen: {} }, pending: {} }),

  on: {
    request({ durable, pending }, request, ctx) {
      if (request.sequence <= (durable.seen[request.session] ?? 0)) return; // the same message, there twice
      durable.seen[request.session] = request.sequence;
      const id = ++durable.asked;
      ctx.persist(durable); // so that an answer to an earlier life is never taken for another
      pending[id] = { request, phase: 'query', newest: NOTHING, heard: [] };
      for (const node of ctx.members) ctx.send(node, { kind: 'query', id, key: request.key });
    },
    query({ durable }, { id, key }, ctx) {
      ctx.send(ctx.from, { kind: 'found', id, entry: durable.values[key] ?? NOTHING });
    },
    found({ pending }, { id, entry }, ctx) {
      const operation = pending[id];
      if (operation?.phase === 'query' && isNewer(entry.version, operation.newest.version))
        operation.newest = entry;
      if (!isMajority(operation, 'query', ctx)) return;
      const { request, newest } = operation;
      const next = { version: [newest.version[0] + 1, ctx.self, id], value: request.value };
      const kept = request.f === 'write' ? next : newest; // a read stores too: the next may not find less
      pending[id] = { request, phase: 'store', kept, heard: [] };
      for (const node of ctx.members)
        ctx.send(node, { kind: 'store', id, key: request.key, entry: kept, by: request.f });
    },
    store({ durable }, { id, key, entry, by }, ctx) {
      if (isNewer(entry.version, (durable.values[key] ?? NOTHING).version)) {
        if (by === 'read') ctx.sometimes('a read repairs a node');
        durable.values[key] = entry;
        ctx.persist(durable);
      }
      ctx.send(ctx.from, { kind: 'stored', id });
    },
    stored({ pending }, { id }, ctx) {
      if (!isMajority(pending[id], 'store', ctx)) return;
      ctx.ok(pending[id].request, pending[id].kept.value);
      delete pending[id];
    },
  },
});
