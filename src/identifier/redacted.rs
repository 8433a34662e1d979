//! Printed identifiers in `Debug`: a policy may retain contacts, so their values are not shown.

use std::fmt;

use super::Fingerprint;

/// A printed identifier whose `Debug` shows the namespace, the scope and, of what is not retained, the fingerprint.
pub(crate) struct Redacted<'a>(pub(crate) &'a str);

/// Printed identifiers, each as [`Redacted`].
pub(crate) struct RedactedList<'a>(pub(crate) &'a [String]);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, value) = self.0.split_once(':').unwrap_or_default();
        match value.strip_prefix('#').and_then(Fingerprint::from_hex) {
            Some(fingerprint) => write!(f, "{head}:#{fingerprint}"),
            None => write!(f, "{head}:…"),
        }
    }
}

impl fmt::Debug for RedactedList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|text| Redacted(text))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_scopes_and_fingerprints_show_and_values_do_not() {
        let print = "phone:#000102030405060708090a0b0c0d0e0f";
        for (text, shown) in [
            (print, print),
            ("phone:+8613800138000", "phone:…"),
            ("order.id@shop:T:1", "order.id@shop:…"),
            ("order.id@shop:#1", "order.id@shop:…"),
            ("13800138000", ":…"),
        ] {
            assert_eq!(format!("{:?}", Redacted(text)), shown);
        }
    }
}
