// Calls the C interface of oneid from Node, and compares what comes of it with what should.
// The header is the manual: it says of each function what it does and how it fails.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import koffi from 'koffi';

const HEADER = new URL('../../crates/capi/include/oneid.h', import.meta.url);
const LIBRARY = process.env.ONEID_LIBRARY ?? 'liboneid.so.1';
const EXPECTED = process.env.ONEID_EXPECTED;

const KEY = Uint8Array.from({ length: 16 }, (_, place) => place);
const POLICY = `
base = "connected"

[namespace."acme.member"]
class = "account"

[namespace.phone]
region = "CN"
retain = true
`;
const OPERATIONS = `
{"ids":["wechat.unionid@brand:oUn1","acme.member:会员0001"],"at":"2021-10-22T07:07:35Z","source":"门店/西湖","strength":"verified","traits":{"nickname":"小满","city":"杭州"}}
{"ids":["phone:+8613800138000"],"source":"crm"}
{"ids":["acme.member:会员0001","phone:138-0013-8000"],"source":"crm"}
{"ids":["acme.member:会员0002"],"traits":{"nickname":"谷雨"}}
`;
const [UNIONID, MEMBER, PHONE] = ['wechat.unionid@brand:oUn1', 'acme.member:会员0001', 'phone:+8613800138000'];
const [OTHER, UNKNOWN] = ['acme.member:会员0002', 'acme.member:会员0003'];

const c = declare(readFileSync(HEADER, 'utf8'), koffi.load(LIBRARY));

// What a binding needs.

/** Every function, structure and number of the header, by the name that it has there. */
function declare(header, library) {
  const code = header
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/^#if defined\(ONEID_TEST_PANICS\)[^]*?^#endif/gm, '');
  for (const [, handle] of code.matchAll(/^typedef struct (\w+) \1;/gm)) koffi.opaque(handle);
  koffi.alias('oneid_status', 'uint32_t');
  koffi.pointer('oneid_read_callback', koffi.proto('void (void *context)'));
  for (const [, members, name] of code.matchAll(/^typedef struct \{(.*?)\} (\w+);/gms)) {
    const fields = Array.from(members.matchAll(/(\S.*?)(\w+);/g), ([, type, field]) => [field, type]);
    koffi.struct(name, Object.fromEntries(fields));
  }
  const all = {};
  for (const [, name, number] of code.matchAll(/^#define (ONEID_\w+) (-?\d+)$/gm)) all[name] = Number(number);
  for (const [prototype, name] of code.matchAll(/^[\w ]+[ *](oneid_\w+)\([^)]*\)(?=;)/gm)) {
    // Only new handles come through `oneid_…**`.
    all[name] = library.func(prototype.replace(/\s+/g, ' ').replace(/oneid_\w+ \*\*/g, '_Out_ $&'));
  }
  return all;
}

class OneidError extends Error {
  constructor(status, message, reason) {
    super(message);
    Object.assign(this, { status, reason });
  }
}

/** Calls a function that can fail, with all its arguments but the error; false if it has no more of what was asked for. */
function call(name, ...values) {
  const error = [null];
  const status = c[name](...values, error);
  if (status === c.ONEID_OK || status === c.ONEID_END) return status === c.ONEID_OK;
  try {
    throw new OneidError(status, c.oneid_error_message(error[0]), c.oneid_error_reason(error[0]));
  } finally {
    c.oneid_error_free(error[0]);
  }
}

/** Makes a handle, has it used, and frees it, whatever happens; undefined if there is none to be made. */
function using(kind, make, use) {
  const out = [null];
  if (!make(out)) return undefined;
  try {
    return use(out[0]);
  } finally {
    c[`oneid_${kind}_free`](out[0]);
  }
}

/** The two arguments of a text: lengths are in bytes of UTF-8. */
const text = (value) => [value, Buffer.byteLength(value)];

/** The three arguments of several texts. */
const texts = (values) => [values, values.map((value) => Buffer.byteLength(value)), values.length];

/** The JSON Lines that a call makes. */
const lines = (make) => using('text', make, c.oneid_text_data).split('\n').filter(Boolean).map((line) => JSON.parse(line));

/** The one JSON value that a call makes. */
const json = (make) => using('text', make, (made) => JSON.parse(c.oneid_text_data(made)));

const uuid = (bytes) => Buffer.from(bytes).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

function withOptions(toml, use) {
  return using('policy', (out) => call('oneid_policy_from_toml', ...text(toml), out), (policy) =>
    using('options', (out) => call('oneid_options_new', KEY, out), (options) => {
      call('oneid_options_policy', options, policy);
      return use(options);
    }));
}

const withReader = (graph, use) => using('reader', (out) => call('oneid_graph_reader', graph, out), use);

/** A graph in memory, and a reader of it. */
function withGraph(toml, use) {
  return withOptions(toml, (options) =>
    using('graph', (out) => call('oneid_graph_new', options, out), (graph) =>
      withReader(graph, (reader) => use(graph, reader))));
}

function apply(graph, operations) {
  const outcome = Buffer.alloc(koffi.sizeof('oneid_outcome'));
  call('oneid_graph_apply', graph, ...text(operations), outcome);
  return koffi.decode(outcome, 'oneid_outcome');
}

/** The profile of an identifier, as a UUID; null if it is not known. */
function lookUp(reader, id) {
  const [profile, found] = [new Uint8Array(16), new Uint8Array(1)];
  call('oneid_reader_lookup', reader, ...text(id), profile, found);
  return found[0] ? uuid(profile) : null;
}

/** The same of many. */
function lookUpAll(reader, ids) {
  const [profiles, found] = [new Uint8Array(16 * ids.length), new Uint8Array(ids.length)];
  call('oneid_reader_lookup_batch', reader, ...texts(ids), profiles, found);
  return ids.map((_, place) => (found[place] ? uuid(profiles.subarray(16 * place, 16 * place + 16)) : null));
}

/** A profile, member by member: `oneid_profile_to_json` has it at once. */
function readProfile(graph, id) {
  return using('profile', (out) => call('oneid_graph_profile_of', graph, ...text(id), out), (profile) => {
    const numbers = (count) => Array.from({ length: count }, (_, number) => number);
    const ids = numbers(c.oneid_profile_identifier_count(profile));
    const traits = numbers(c.oneid_profile_trait_count(profile));
    return {
      id: c.oneid_profile_uuid(profile),
      ids: ids.map((number) => c.oneid_profile_identifier(profile, number)),
      traits: Object.fromEntries(traits.map((number) => [
        c.oneid_profile_trait_name(profile, number),
        JSON.parse(c.oneid_profile_trait_value(profile, number)),
      ])),
    };
  });
}

const explain = (graph, a, b) => json((out) => call('oneid_graph_explain', graph, ...text(a), ...text(b), out));

/** Changes from a sequence number on, and the number to go on from. */
function changesSince(graph, since) {
  const next = new BigUint64Array(1);
  const changes = lines((out) => call('oneid_graph_changes_since', graph, since, 100, out, next));
  return { changes, next: Number(next[0]) };
}

// What is tested.

function same(is, should, what) {
  if (!isDeepStrictEqual(is, should)) throw new Error(`${what}: ${inspect(is)}, and not ${inspect(should)}`);
}

function inMemory() {
  withGraph(POLICY, (graph, reader) => {
    const outcome = apply(graph, OPERATIONS);
    same([outcome.records_added, outcome.identifiers_added], [4, 4], 'what was added');
    lookups(reader);
    profiles(graph, reader);
    explanations(graph);
    changes(graph, reader, outcome);
    errors(reader);
  });
}

function lookups(reader) {
  const profile = lookUp(reader, MEMBER);
  same(lookUp(reader, UNKNOWN), null, 'the profile of an unknown identifier');
  same(lookUp(reader, OTHER) === profile, false, 'whether two customers are one');
  const ids = [UNIONID, UNKNOWN, 'phone:１３８００１３８０００'];
  same(lookUpAll(reader, ids), [profile, null, profile], 'profiles of a batch');
}

function profiles(graph, reader) {
  const traits = { city: '杭州', nickname: '小满' };
  const profile = { id: lookUp(reader, MEMBER), ids: [MEMBER, PHONE, UNIONID], traits };
  same(readProfile(graph, PHONE), profile, 'a profile');
  same(readProfile(graph, UNKNOWN), undefined, 'a profile of an unknown identifier');
}

function explanations(graph) {
  const { verdict, chain } = explain(graph, UNIONID, PHONE);
  same([verdict, ...chain.map(({ to }) => to)], ['joined', MEMBER, PHONE], 'why two are one customer');
  same(explain(graph, MEMBER, OTHER).verdict, 'never_seen_together', 'why two are not');
}

function changes(graph, reader, outcome) {
  const { changes, next } = changesSince(graph, outcome.first_change);
  same(next, outcome.next_change, 'the number of the next change');
  same(changes.map(({ kind }) => kind), ['created', 'created'], 'changes');
  apply(graph, JSON.stringify({ op: 'confirm', ids: [MEMBER, OTHER], source: '客服' }));
  const merged = changesSince(graph, next).changes.map(({ kind, into }) => ({ kind, into }));
  same(merged, [{ kind: 'merged', into: lookUp(reader, MEMBER) }], 'changes by a confirmation');
}

function errors(reader) {
  const masked = 'phone:138****8000';
  for (const fails of [() => lookUp(reader, masked), () => lookUpAll(reader, [MEMBER, masked])]) {
    const { status, reason, message } = errorOf(fails);
    same([status, c.oneid_status_name(status), reason], [c.ONEID_IDENTIFIER_VALUE, 'identifier_value', 'masked'], 'an error');
    same([message.includes('phone'), message.includes('138')], [true, false], `what is in "${message}"`);
  }
}

function errorOf(fails) {
  try {
    fails();
  } catch (error) {
    if (error instanceof OneidError) return error;
    throw error;
  }
  throw new Error('what must fail did not');
}

function durable() {
  const dir = mkdtempSync(join(tmpdir(), 'oneid-smoke-'));
  try {
    withOptions(POLICY, (options) => {
      const open = (use) => using('graph', (out) => call('oneid_graph_open', ...text(dir), options, out), use);
      const before = open((graph) => {
        apply(graph, OPERATIONS);
        const profile = readProfile(graph, MEMBER);
        call('oneid_graph_close', graph);
        return profile;
      });
      call('oneid_options_create', options, false);
      same(open((graph) => readProfile(graph, MEMBER)), before, 'a profile after opening again');
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Applies the example fans and looks every identifier up; says how many. */
function fans() {
  if (!EXPECTED) throw new Error('ONEID_EXPECTED names no directory');
  const read = (name) => readFileSync(join(EXPECTED, name), 'utf8');
  const operations = read('operations.jsonl').trimEnd().split('\n');
  const expected = read('lookups.jsonl').trimEnd().split('\n').map((line) => JSON.parse(line));
  withGraph(read('policy.toml'), (graph, reader) => {
    for (const batch of chunks(operations, 100)) apply(graph, batch.join('\n'));
    const { profiles } = json((out) => call('oneid_graph_stats', graph, out));
    same(profiles, new Set(expected.map(({ profile }) => profile)).size, 'profiles of the fans');
    for (const batch of chunks(expected, 1000)) {
      const found = lookUpAll(reader, batch.map(({ id }) => id));
      batch.forEach(({ id, profile }, place) => same(found[place], profile, id));
    }
  });
  return `${operations.length} operations and ${expected.length} lookups of the fans`;
}

function* chunks(list, size) {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

try {
  same(c.oneid_abi_version(), c.ONEID_ABI_VERSION, 'the version of the binary interface');
  inMemory();
  durable();
  console.log(`oneid ${c.oneid_version()} from Node: a graph in memory, a durable one, ${fans()}: as expected`);
} catch (error) {
  console.error(error.stack);
  process.exitCode = 1;
}
