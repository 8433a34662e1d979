//! Numbers that programs are compiled with never change meaning.

use std::ffi::CStr;

use oneid::ErrorKind;
use oneid_capi::*;

/// Every status that was ever given a number. Lines are added, never changed.
const STATUSES: [(u32, &str); 27] = [
    (0, "ok"),
    (1, "identifier_syntax"),
    (2, "unknown_namespace"),
    (3, "scope"),
    (4, "identifier_value"),
    (5, "timestamp"),
    (6, "operation"),
    (7, "trait"),
    (8, "policy"),
    (9, "key"),
    (10, "capacity"),
    (11, "import"),
    (12, "io"),
    (13, "damaged"),
    (14, "locked"),
    (15, "format"),
    (16, "read_only"),
    (17, "not_found"),
    (100, "end"),
    (101, "null"),
    (102, "utf8"),
    (103, "handle"),
    (104, "argument"),
    (105, "closed"),
    (106, "poisoned"),
    (107, "panic"),
    (108, "invariant"),
];

#[test]
fn statuses_keep_their_numbers() {
    let names = (0..1000).filter_map(|status| {
        let name = oneid_status_name(status);
        // SAFETY: a name ends with a zero and is never freed.
        let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) });
        Some((status, name?.to_str().expect("a name is ASCII")))
    });
    assert_eq!(names.collect::<Vec<_>>(), STATUSES);
}

/// The statuses of the library are the numbers of its kinds of errors.
#[test]
fn kinds_of_errors_are_statuses() {
    let kinds = [
        (ErrorKind::IdentifierSyntax, ONEID_IDENTIFIER_SYNTAX),
        (ErrorKind::UnknownNamespace, ONEID_UNKNOWN_NAMESPACE),
        (ErrorKind::Scope, ONEID_SCOPE),
        (ErrorKind::IdentifierValue, ONEID_IDENTIFIER_VALUE),
        (ErrorKind::Timestamp, ONEID_TIMESTAMP),
        (ErrorKind::Operation, ONEID_OPERATION),
        (ErrorKind::Trait, ONEID_TRAIT),
        (ErrorKind::Policy, ONEID_POLICY),
        (ErrorKind::Key, ONEID_KEY),
        (ErrorKind::Capacity, ONEID_CAPACITY),
        (ErrorKind::Import, ONEID_IMPORT),
        (ErrorKind::Io, ONEID_IO),
        (ErrorKind::Damaged, ONEID_DAMAGED),
        (ErrorKind::Locked, ONEID_LOCKED),
        (ErrorKind::Format, ONEID_FORMAT),
        (ErrorKind::ReadOnly, ONEID_READ_ONLY),
        (ErrorKind::NotFound, ONEID_NOT_FOUND),
    ];
    for (kind, status) in kinds {
        assert_eq!(kind as u32, status);
    }
}

#[test]
fn other_numbers_stay() {
    let strengths = oneid::Strength::ALL.map(|strength| strength as u32);
    let numbers =
        [ONEID_INFERRED, ONEID_DECLARED, ONEID_VERIFIED, ONEID_AUTHORITATIVE, ONEID_ASSERTED];
    assert_eq!(strengths, numbers);
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
    assert_eq!([ONEID_DURABLE_IMMEDIATE, ONEID_DURABLE_GROUP, ONEID_DURABLE_NONE], [0, 1, 2]);
    assert_eq!([ONEID_BLOCKED, ONEID_SHARED, ONEID_REASSIGNED], [1, 2, 4]);
    assert_eq!((ONEID_NO_TIME, ONEID_ABI_VERSION), (i64::MIN, 1));
    // Eighteen numbers of 64 bits: bindings read it as such an array.
    assert_eq!(size_of::<oneid_outcome>(), 18 * 8);
}
