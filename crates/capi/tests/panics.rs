//! A panic in the middle of a change: what else is of the graph is poisoned too, and a durable graph is opened again.
#![cfg(feature = "test-panics")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "the header's promise is kept: pointers are live, or null"
)]

use std::ffi::c_char;
use std::ptr;

use oneid_capi::*;

fn parts(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

fn options() -> *mut oneid_options {
    let ((name, size), key) = (parts("connected"), [7; 16]);
    let (mut policy, mut options, none) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    unsafe {
        assert_eq!(oneid_policy_preset(name, size, &mut policy, none), ONEID_OK);
        assert_eq!(oneid_options_new(key.as_ptr(), &mut options, none), ONEID_OK);
        assert_eq!(oneid_options_policy(options, policy, none), ONEID_OK);
        oneid_policy_free(policy);
    }
    options
}

fn apply(graph: *mut oneid_graph, line: &str) -> oneid_status {
    let (line, size) = parts(line);
    unsafe { oneid_graph_apply(graph, line, size, ptr::null_mut(), ptr::null_mut()) }
}

fn known(graph: *mut oneid_graph, id: &str) -> bool {
    let ((id, size), mut profile) = (parts(id), ptr::null_mut());
    let status = unsafe { oneid_graph_profile_of(graph, id, size, &mut profile, ptr::null_mut()) };
    unsafe { oneid_profile_free(profile) };
    status == ONEID_OK
}

#[test]
fn a_panic_in_a_change_poisons_all_that_is_of_the_graph() {
    let dir = tempfile::tempdir().expect("a directory");
    let (path, path_size) = parts(dir.path().to_str().expect("a path in UTF-8"));
    let (options, none) = (options(), ptr::null_mut());
    let (mut graph, mut reader, mut profiles) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    unsafe {
        assert_eq!(oneid_graph_open(path, path_size, options, &mut graph, none), ONEID_OK);
        assert_eq!(apply(graph, r#"{"ids":["jd.pin:a","jd.pin:b"]}"#), ONEID_OK);
        assert_eq!(oneid_graph_reader(graph, &mut reader, none), ONEID_OK);
        assert_eq!(oneid_graph_profiles(graph, &mut profiles, none), ONEID_OK);
        oneid_test_panic_in_change();
        assert_eq!(apply(graph, r#"{"ids":["jd.pin:c"]}"#), ONEID_PANIC);

        assert_eq!(apply(graph, r#"{"ids":["jd.pin:c"]}"#), ONEID_POISONED);
        let (mut next, mut profile, mut count) = (0, ptr::null_mut(), 0);
        assert_eq!(oneid_reader_wait(reader, 0, 0, &mut next, none), ONEID_POISONED);
        assert_eq!(oneid_profiles_next(profiles, &mut profile, none), ONEID_POISONED);
        let mut ids = [0; 16];
        let status = oneid_profiles_next_ids(profiles, ids.as_mut_ptr(), 1, &mut count, none);
        assert_eq!(status, ONEID_POISONED);

        // Its files are given back although the reader and the iterator are still there.
        oneid_graph_free(graph);
        assert_eq!(oneid_graph_open(path, path_size, options, &mut graph, none), ONEID_OK);
        assert!(known(graph, "jd.pin:a") && known(graph, "jd.pin:b") && !known(graph, "jd.pin:c"));
        assert_eq!(oneid_graph_check(graph, none), ONEID_OK);
        assert_eq!(apply(graph, r#"{"ids":["jd.pin:c"]}"#), ONEID_OK);
        oneid_graph_free(graph);
        oneid_reader_free(reader);
        oneid_profiles_free(profiles);
        oneid_options_free(options);
    }
}
