//! The calls, each with its arguments from the input.

use std::ffi::c_char;
use std::ptr;

use oneid_capi::*;

use super::Input;
use super::pool::{Call, Kind, Pool};

type Make = fn(&mut Input<'_>, &mut Pool);

/// One of them is chosen by a byte.
pub(crate) const ALL: [Make; 26] = [
    policy_preset,
    policy_text,
    policy_print,
    options,
    graph,
    apply,
    apply,
    apply,
    observe,
    observe,
    observe,
    batch,
    prepared,
    separate,
    retract,
    erase,
    ask_pair,
    ask_one,
    lists,
    simulate,
    profile,
    profiles,
    reader,
    look_up,
    normalize,
    free,
];

const KEY: [u8; 16] = *b"key of the tests";

fn parts(text: &[u8]) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

pub(crate) fn policy_preset(input: &mut Input<'_>, pool: &mut Pool) {
    let (name, size) = parts(input.text());
    let mut policy = ptr::null_mut();
    let call =
        Call::new([], |error| unsafe { oneid_policy_preset(name, size, &mut policy, error) });
    pool.done(call, Kind::Policy, policy);
}

fn policy_text(input: &mut Input<'_>, pool: &mut Pool) {
    let (toml, size) = parts(input.text());
    let mut policy = ptr::null_mut();
    let call =
        Call::new([], |error| unsafe { oneid_policy_from_toml(toml, size, &mut policy, error) });
    pool.done(call, Kind::Policy, policy);
}

fn policy_print(input: &mut Input<'_>, pool: &mut Pool) {
    let policy = pool.choose(input, Kind::Policy);
    let (id, size) = parts(input.text());
    let mut text = ptr::null_mut();
    let call = Call::new([policy], |error| unsafe {
        oneid_policy_canonical(policy.pointer(), KEY.as_ptr(), id, size, &mut text, error)
    });
    pool.done(call, Kind::Text, text);
}

pub(crate) fn options(input: &mut Input<'_>, pool: &mut Pool) {
    let mut options: *mut oneid_options = ptr::null_mut();
    let call =
        Call::new([], |error| unsafe { oneid_options_new(KEY.as_ptr(), &mut options, error) });
    pool.done(call, Kind::Options, options);
    let policy = pool.choose(input, Kind::Policy);
    let set = Call::new([policy], |error| unsafe {
        oneid_options_policy(options, policy.pointer(), error)
    });
    set.finish();
    // A durability that there may not be.
    let level = u32::from(input.byte() % 4);
    Call::new([], |error| unsafe { oneid_options_durability(options, level, 1, 1, error) })
        .finish();
}

pub(crate) fn graph(input: &mut Input<'_>, pool: &mut Pool) {
    let options = pool.choose(input, Kind::Options);
    let mut graph = ptr::null_mut();
    let call = Call::new([options], |error| unsafe {
        oneid_graph_new(options.pointer(), &mut graph, error)
    });
    pool.done(call, Kind::Graph, graph);
}

fn apply(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (lines, size) = parts(input.text());
    let mut outcome = oneid_outcome::default();
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_apply(graph.pointer(), lines, size, &mut outcome, error)
    });
    if !call.finish() {
        assert_eq!(outcome, oneid_outcome::default());
    }
}

/// Some texts as parallel arrays.
fn texts(input: &mut Input<'_>) -> (Vec<*const c_char>, Vec<usize>) {
    (0..input.byte() % 4).map(|_| parts(input.text())).unzip()
}

fn time(input: &mut Input<'_>) -> i64 {
    [ONEID_NO_TIME, 0, 1_600_000_000_000, 1_700_000_000_000, i64::MIN, i64::MAX]
        [usize::from(input.byte() % 6)]
}

fn observe(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let ((ids, sizes), at) = (texts(input), time(input));
    let ((source, source_size), (traits, traits_size)) = (parts(input.text()), parts(b""));
    let strength = u32::from(input.byte() % 6);
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_observe(
            graph.pointer(),
            ids.as_ptr(),
            sizes.as_ptr(),
            ids.len(),
            at,
            source,
            source_size,
            strength,
            traits,
            traits_size,
            ptr::null_mut(),
            error,
        )
    });
    call.finish();
}

fn batch(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (ids, id_sizes) = texts(input);
    let id_counts = [u32::from(input.byte() % 3), u32::from(input.byte() % 3)];
    let (at, strengths) = ([time(input), time(input)], [1, u32::from(input.byte() % 6)]);
    let (source, source_size) = parts(input.text());
    let batch = oneid_observations {
        count: 2,
        id_counts: id_counts.as_ptr(),
        id_count: ids.len(),
        ids: ids.as_ptr(),
        id_sizes: id_sizes.as_ptr(),
        at: at.as_ptr(),
        sources: ptr::null(),
        source_sizes: ptr::null(),
        source,
        source_size,
        strengths: strengths.as_ptr(),
        traits: ptr::null(),
        traits_sizes: ptr::null(),
    };
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_observe_batch(graph.pointer(), &batch, ptr::null_mut(), error)
    });
    call.finish();
}

fn prepared(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (mut scope, mut source) = (u32::from(input.byte()), u32::from(input.byte() % 4));
    let (name, size) = parts(b"jd.pin");
    let prepare = Call::new([graph], |error| unsafe {
        oneid_graph_prepare_scope(graph.pointer(), name, size, ptr::null(), 0, &mut scope, error)
    });
    prepare.finish();
    let (name, size) = parts(input.text());
    let prepare = Call::new([graph], |error| unsafe {
        oneid_graph_prepare_source(graph.pointer(), name, size, &mut source, error)
    });
    prepare.finish();
    let (values, value_sizes) = texts(input);
    let scopes = vec![scope ^ u32::from(input.byte() % 8 == 7); values.len()];
    let id_counts = [u32::try_from(values.len()).expect("there are few")];
    let batch = oneid_prepared_observations {
        count: 1,
        id_counts: id_counts.as_ptr(),
        id_count: values.len(),
        scopes: scopes.as_ptr(),
        values: values.as_ptr(),
        value_sizes: value_sizes.as_ptr(),
        at: ptr::null(),
        sources: ptr::null(),
        source,
        strengths: ptr::null(),
        traits: ptr::null(),
        traits_sizes: ptr::null(),
    };
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_apply_prepared(graph.pointer(), &batch, ptr::null_mut(), error)
    });
    call.finish();
}

fn separate(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let ((a, a_size), (b, b_size)) = (parts(input.text()), parts(input.text()));
    let rejoin = input.coin();
    let call = Call::new([graph], |error| unsafe {
        let (graph, outcome) = (graph.pointer(), ptr::null_mut());
        if rejoin {
            oneid_graph_rejoin(graph, a, a_size, b, b_size, outcome, error)
        } else {
            let (source, size) = parts(b"s");
            oneid_graph_separate(graph, a, a_size, b, b_size, 0, source, size, outcome, error)
        }
    });
    call.finish();
}

fn retract(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (source, size) = parts(input.text());
    let expires = input.coin();
    let call = Call::new([graph], |error| unsafe {
        if expires {
            oneid_graph_expire(graph.pointer(), time(input), source, size, ptr::null_mut(), error)
        } else {
            oneid_graph_retract_source(graph.pointer(), source, size, ptr::null_mut(), error)
        }
    });
    call.finish();
}

fn erase(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (id, size) = parts(input.text());
    let mut receipt = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_erase_profile(graph.pointer(), id, size, &mut receipt, error)
    });
    pool.done(call, Kind::Text, receipt);
}

fn ask_pair(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let ((a, a_size), (b, b_size)) = (parts(input.text()), parts(input.text()));
    let cut = input.coin();
    let mut text = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe {
        let ask = if cut { oneid_graph_cut } else { oneid_graph_verify };
        ask(graph.pointer(), a, a_size, b, b_size, &mut text, error)
    });
    pool.done(call, Kind::Text, text);
}

fn ask_one(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (id, size) = parts(input.text());
    let asks = [oneid_graph_lookup, oneid_graph_export, oneid_graph_records_of];
    let ask = asks[usize::from(input.byte()) % asks.len()];
    let mut text = ptr::null_mut();
    let call =
        Call::new([graph], |error| unsafe { ask(graph.pointer(), id, size, &mut text, error) });
    pool.done(call, Kind::Text, text);
}

fn lists(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let asks = [
        oneid_graph_refused,
        oneid_graph_contradictory,
        oneid_graph_shared,
        oneid_graph_blocked,
        oneid_graph_reassigned,
        oneid_graph_sources,
        oneid_graph_stats,
        oneid_graph_memory,
    ];
    let ask = asks[usize::from(input.byte()) % asks.len()];
    let mut text = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe { ask(graph.pointer(), &mut text, error) });
    pool.done(call, Kind::Text, text);
}

fn simulate(input: &mut Input<'_>, pool: &mut Pool) {
    let (graph, policy) = (pool.choose(input, Kind::Graph), pool.choose(input, Kind::Policy));
    if input.coin() {
        let call = Call::new([graph, policy], |error| unsafe {
            let outcome = ptr::null_mut();
            oneid_graph_apply_policy(graph.pointer(), policy.pointer(), outcome, error)
        });
        call.finish();
        return;
    }
    let mut text = ptr::null_mut();
    let call = Call::new([graph, policy], |error| unsafe {
        oneid_graph_simulate(graph.pointer(), policy.pointer(), &mut text, error)
    });
    pool.done(call, Kind::Text, text);
}

fn profile(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let (id, size) = parts(input.text());
    let mut profile = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_profile_of(graph.pointer(), id, size, &mut profile, error)
    });
    if !profile.is_null() {
        unsafe {
            let count = oneid_profile_identifier_count(profile);
            assert!(count > 0 && oneid_profile_identifier(profile, count).is_null());
            assert!(!oneid_profile_identifier(profile, count - 1).is_null());
        }
    }
    pool.done(call, Kind::Profile, profile);
}

fn profiles(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let mut profiles = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_profiles(graph.pointer(), &mut profiles, error)
    });
    pool.done(call, Kind::Profiles, profiles);
    let profiles = pool.choose(input, Kind::Profiles);
    let mut profile = ptr::null_mut();
    let call = Call::new([profiles], |error| unsafe {
        oneid_profiles_next(profiles.pointer(), &mut profile, error)
    });
    pool.done(call, Kind::Profile, profile);
}

fn reader(input: &mut Input<'_>, pool: &mut Pool) {
    let graph = pool.choose(input, Kind::Graph);
    let mut reader = ptr::null_mut();
    let call = Call::new([graph], |error| unsafe {
        oneid_graph_reader(graph.pointer(), &mut reader, error)
    });
    pool.done(call, Kind::Reader, reader);
}

fn look_up(input: &mut Input<'_>, pool: &mut Pool) {
    let reader = pool.choose(input, Kind::Reader);
    let (ids, sizes) = texts(input);
    let (mut profiles, mut found) = (vec![7; 16 * ids.len()], vec![7; ids.len()]);
    let prepared = input.coin();
    let call = Call::new([reader], |error| unsafe {
        let (ids, sizes, count) = (ids.as_ptr(), sizes.as_ptr(), ids.len());
        let (profiles, found) = (profiles.as_mut_ptr(), found.as_mut_ptr());
        if prepared {
            let scopes = vec![u32::from(input.byte() % 3); count];
            oneid_reader_lookup_prepared_batch(
                reader.pointer(),
                scopes.as_ptr(),
                ids,
                sizes,
                count,
                profiles,
                found,
                error,
            )
        } else {
            oneid_reader_lookup_batch(reader.pointer(), ids, sizes, count, profiles, found, error)
        }
    });
    let done = call.finish();
    assert_eq!(found.iter().all(|&found| found != 7), done || ids.is_empty());
}

fn normalize(input: &mut Input<'_>, pool: &mut Pool) {
    let (raw, size) = parts(input.text());
    let asks = [
        oneid_identifier_parse,
        oneid_operation_parse,
        oneid_email_parse,
        oneid_contact_normalize,
        oneid_account_normalize,
    ];
    let ask = asks[usize::from(input.byte()) % asks.len()];
    let mut text = ptr::null_mut();
    let call = Call::new([], |error| unsafe { ask(raw, size, &mut text, error) });
    pool.done(call, Kind::Text, text);
}

fn free(input: &mut Input<'_>, pool: &mut Pool) {
    let kinds = [
        Kind::Text,
        Kind::Policy,
        Kind::Options,
        Kind::Graph,
        Kind::Reader,
        Kind::Profile,
        Kind::Profiles,
        Kind::Error,
    ];
    let kind = kinds[usize::from(input.byte()) % kinds.len()];
    let chosen = pool.choose(input, kind);
    pool.free(kind, chosen);
}
