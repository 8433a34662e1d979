//! What the fuzz targets check, shared with the tests that replay what they found.

pub(crate) mod graph;
pub(crate) mod text;
