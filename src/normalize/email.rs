//! E-mail addresses.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::{Reason, text};

/// The longest address, in bytes (RFC 5321, by way of RFC 3696 erratum 1690).
const MAX_BYTES: usize = 254;
/// The longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

/// An address in its canonical form: NFKC, lower case, the domain in ASCII.
///
/// `Debug` hides it, there is no `Display`: the address is reached through its methods alone.
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, email};
///
/// let email = email::parse(" Jane.Doe@Gmail.com ")?;
/// assert_eq!(email.as_str(), "jane.doe@gmail.com");
/// assert_eq!(format!("{email:?}"), "Email(..)");
/// # Ok::<(), Reason>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email {
    local: String,
    domain: String,
    address: String,
}

/// Reads an address.
///
/// Dots and tags are kept, whatever the provider: platforms disagree on them, so that the plain form is the
/// identity and [`Email::uid2`] and [`Email::google`] are made on demand. Every platform lower-cases
/// the part before the `@`, so it is lower-cased here, although RFC 5321 would tell it apart. A quoted
/// local part is refused.
///
/// # Errors
///
/// Those of [`text::contact`]; [`Reason::Placeholder`]; [`Reason::Masked`] where a `*` is in it;
/// [`Reason::Several`]; otherwise [`Reason::InvalidEmail`].
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, email};
///
/// assert_eq!(email::parse("Ｕser@例え.jp")?.as_str(), "user@xn--r8jz45g.jp");
/// assert_eq!(email::parse("j***@example.com"), Err(Reason::Masked));
/// assert_eq!(email::parse("jane@localhost"), Err(Reason::InvalidEmail));
/// # Ok::<(), Reason>(())
/// ```
pub fn parse(raw: &str) -> Result<Email, Reason> {
    let folded = text::contact(raw)?;
    let visible = text::without_invisible(&folded);
    let lower: String = match visible.is_ascii() {
        true => visible.to_ascii_lowercase(),
        false => visible.to_lowercase().nfkc().collect(),
    };
    if text::is_placeholder(&lower) {
        return Err(Reason::Placeholder);
    }
    if lower.contains('*') {
        return Err(Reason::Masked);
    }
    let (local, domain) = lower.rsplit_once('@').ok_or(Reason::InvalidEmail)?;
    if local.contains('@') {
        return Err(second_at(local));
    }
    if !is_local(local) {
        return Err(Reason::InvalidEmail);
    }
    let domain = ascii_domain(domain)?;
    let address = format!("{local}@{domain}");
    if address.len() > MAX_BYTES {
        return Err(Reason::InvalidEmail);
    }
    Ok(Email { local: local.to_owned(), domain, address })
}

impl Email {
    /// The canonical address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after the `@`, in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The form that Unified ID 2.0 hashes: for gmail.com alone, dots and the `+` tag removed.
    ///
    /// Source: the UID2 documentation, "Normalization and Encoding". A local part that would be left
    /// empty is kept as it is, for the rule does not foresee it.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::normalize::{Reason, email};
    ///
    /// let email = email::parse("Jane.Saoirse+Work@gmail.com")?;
    /// assert_eq!(email.uid2(), "janesaoirse@gmail.com");
    /// let email = email::parse("Jane.Saoirse+Work@example.com")?;
    /// assert_eq!(email.uid2(), "jane.saoirse+work@example.com");
    /// # Ok::<(), Reason>(())
    /// ```
    #[must_use]
    pub fn uid2(&self) -> String {
        let untagged = self.local.split('+').next().unwrap_or_default();
        if self.domain != "gmail.com" || untagged.is_empty() {
            return self.address.clone();
        }
        format!("{}@gmail.com", untagged.replace('.', ""))
    }

    /// The form that Google's enhanced conversions hash: for gmail.com and googlemail.com, dots removed.
    ///
    /// Source: Campaign Manager 360 and Google Ads, "enhanced conversions". The tag is kept.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::normalize::{Reason, email};
    ///
    /// let email = email::parse("jane.doe+x@googlemail.com")?;
    /// assert_eq!(email.google(), "janedoe+x@googlemail.com");
    /// # Ok::<(), Reason>(())
    /// ```
    #[must_use]
    pub fn google(&self) -> String {
        if !matches!(self.domain.as_str(), "gmail.com" | "googlemail.com") {
            return self.address.clone();
        }
        format!("{}@{}", self.local.replace('.', ""), self.domain)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// Two addresses where something parts them; one malformed address where nothing does.
fn second_at(before_last_at: &str) -> Reason {
    if before_last_at.contains([',', ';', '、', '/', '|', ' ']) {
        Reason::Several
    } else {
        Reason::InvalidEmail
    }
}

/// RFC 5322's dot-atom, with the letters and digits of all scripts (RFC 6532).
fn is_local(local: &str) -> bool {
    local.len() <= MAX_LOCAL_BYTES && local.split('.').all(is_atom)
}

fn is_atom(atom: &str) -> bool {
    !atom.is_empty() && atom.chars().all(is_atext)
}

fn is_atext(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'+-/=?^_`{|}~".contains(c)
    } else {
        !c.is_whitespace() && !c.is_control()
    }
}

/// UTS 46 with STD3 rules and DNS lengths; a dot in it, and a last label that is not a number.
fn ascii_domain(domain: &str) -> Result<String, Reason> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| Reason::InvalidEmail)?;
    let (_, last) = ascii.rsplit_once('.').ok_or(Reason::InvalidEmail)?;
    if last.len() < 2 || last.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::InvalidEmail);
    }
    Ok(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(raw: &str, reason: Reason) {
        assert_eq!(parse(raw), Err(reason), "{raw}");
    }

    #[test]
    fn well_formed() {
        for (raw, canonical) in [
            ("a@b.cn", "a@b.cn"),
            ("A.B+c@QQ.COM\n", "a.b+c@qq.com"),
            ("１２３＠ｑｑ．ｃｏｍ", "123@qq.com"),
            ("张三@例子.中国", "张三@xn--fsqu00a.xn--fiqs8s"),
            ("a@BÜCHER.de", "a@xn--bcher-kva.de"),
            ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
            ("a\u{200b}b@x.cn", "ab@x.cn"),
        ] {
            assert_eq!(parse(raw).unwrap().as_str(), canonical);
        }
    }

    #[test]
    fn malformed() {
        for raw in [
            "a",
            "@b.cn",
            "a@",
            "a@b",
            "a@@b.cn",
            "a@b@c.cn",
            "a b@c.cn",
            ".a@b.cn",
            "a.@b.cn",
            "a..b@c.cn",
            "a@b..cn",
            "a@-b.cn",
            "a@b_c.cn",
            "a@b.cn.",
            "a@127.0.0.1",
            "a@b.c",
            "\"a\"@b.cn",
            "<a@b.cn>",
            "13812345678",
        ] {
            refused(raw, Reason::InvalidEmail);
        }
        refused(&format!("{}@b.cn", "a".repeat(65)), Reason::InvalidEmail);
        refused(&format!("a@{}.cn", "b".repeat(64)), Reason::InvalidEmail);
        let long_domain =
            ["b".repeat(63), "b".repeat(63), "b".repeat(63), "b".repeat(50)].join(".");
        refused(&format!("{}@{long_domain}", "a".repeat(64)), Reason::InvalidEmail);
    }

    #[test]
    fn other_reasons() {
        refused("", Reason::Empty);
        refused("无", Reason::Placeholder);
        refused("NULL", Reason::Placeholder);
        refused("a***@b.cn", Reason::Masked);
        refused("a@b.cn;c@d.cn", Reason::Several);
        refused("a@b.cn, c@d.cn", Reason::Several);
        refused("a\tb@c.cn", Reason::ControlCharacter);
    }

    #[test]
    fn gmail_forms_never_lose_the_local_part() {
        assert_eq!(parse("+tag@gmail.com").unwrap().uid2(), "+tag@gmail.com");
        assert_eq!(parse("a.b@gmail.com").unwrap().uid2(), "ab@gmail.com");
        assert_eq!(parse("a.b@googlemail.com").unwrap().uid2(), "a.b@googlemail.com");
    }
}
