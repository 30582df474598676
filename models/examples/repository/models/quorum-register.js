/**
 * A register per key on every node, read and written through majorities.
 *
 * Any node takes a request and asks all others twice: who has the newest version, and then to keep this one. A
 * majority is enough each time, and two majorities always meet. Messages may be lost, late or there twice.
 */
import { defineModel } from 'foretell/model';

/** Versions are a number, the node that wrote, and its operation: no two writes have the same. */
const NOTHING = { version: [0, 0, 0], value: null };

const isNewer = ([a, b, c], [x, y, z]) => a > x || (a === x && (b > y || (b === y && c > z)));

export const quorumRegister = defineModel({
  name: 'quorum-register',
  about: 'A register per key, read and written through majorities.',
  source: 'Attiya, Bar-Noy and Dolev, "Sharing memory robustly in message-passing systems", JACM 1995',
  leavesOut:
    'sending again: an operation whose messages are lost is never answered; deduplication of retries',
  params: {},
  sometimes: ['a read finds that nodes differ'],

  init: (saved) => ({ durable: saved ?? { values: {}, asked: 0 }, pending: {} }),

  on: {
    request({ durable, pending }, request, ctx) {
      const id = ++durable.asked; // durable, so that an answer to an earlier life is never taken for another
      ctx.persist(durable);
      pending[id] = { request, phase: 'query', newest: NOTHING, heard: [], differ: false };
      for (const node of ctx.members) ctx.send(node, { kind: 'query', id, key: request.key });
    },

    query({ durable }, { id, key }, ctx) {
      ctx.send(ctx.from, { kind: 'found', id, entry: durable.values[key] ?? NOTHING });
    },

    found({ pending }, { id, entry }, ctx) {
      const operation = pending[id];
      if (operation?.phase !== 'query' || operation.heard.includes(ctx.from)) return;
      const { request, heard } = operation;
      if (heard.length > 0 && isNewer(entry.version, operation.newest.version)) operation.differ = true;
      if (isNewer(entry.version, operation.newest.version)) operation.newest = entry;
      heard.push(ctx.from);
      if (heard.length <= ctx.members.length / 2) return;
      if (request.f === 'read' && operation.differ) ctx.sometimes('a read finds that nodes differ');
      const next = { version: [operation.newest.version[0] + 1, ctx.self, id], value: request.value };
      const kept = request.f === 'write' ? next : operation.newest;
      pending[id] = { request, phase: 'store', kept, heard: [] };
      // A read stores too: else the next one might find an older version.
      for (const node of ctx.members) ctx.send(node, { kind: 'store', id, key: request.key, entry: kept });
    },

    store({ durable }, { id, key, entry }, ctx) {
      if (isNewer(entry.version, (durable.values[key] ?? NOTHING).version)) {
        durable.values[key] = entry;
        ctx.persist(durable);
      }
      ctx.send(ctx.from, { kind: 'stored', id });
    },

    stored({ pending }, { id }, ctx) {
      const operation = pending[id];
      if (operation?.phase !== 'store' || operation.heard.includes(ctx.from)) return;
      operation.heard.push(ctx.from);
      if (operation.heard.length <= ctx.members.length / 2) return;
      delete pending[id];
      ctx.ok(operation.request, operation.kept.value);
    },
  },
});
