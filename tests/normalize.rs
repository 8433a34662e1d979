//! Normalisation against data with a known answer, and its properties.

#[path = "normalize/vectors.rs"]
mod vectors;

#[path = "normalize/examples.rs"]
mod examples;

#[path = "normalize/properties.rs"]
mod properties;

#[path = "normalize/oracle.rs"]
mod oracle;
