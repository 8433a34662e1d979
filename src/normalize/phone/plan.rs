//! Numbering plans of other countries, from the metadata of libphonenumber.
//!
//! Of the crate `phonenumber` only the metadata are used. Its parser and validator are left alone: in
//! 0.3.10 they call over-long numbers valid, map letters to digits, strip carrier prefixes from numbers
//! that have none, and forget leading zeros when they tell the type. What is asked of a pattern here is a match
//! of the whole number, and nothing but ASCII digits of bounded length is ever given to it.

use std::panic::catch_unwind;

use phonenumber::metadata::{DATABASE, Descriptor};
use phonenumber::{Metadata, Type};

use super::pattern::is_whole_match;
use crate::normalize::Reason;

/// What a number written nationally turned out to be.
pub(super) enum Dialled {
    /// It began with the region's own international prefix: an international number, in digits.
    Abroad(String),
    /// A number of the region.
    Home {
        /// The region's calling code.
        code: String,
        /// The national significant number.
        national: String,
    },
}

/// The national significant number of a subscriber under a calling code.
pub(super) fn subscriber(code: &str, national: &str) -> Result<String, Reason> {
    guarded(|| subscriber_unguarded(code, national))
}

/// A number as it is written in its region (ISO 3166, capital letters).
pub(super) fn national(region: &str, digits: &str) -> Result<Dialled, Reason> {
    guarded(|| national_unguarded(region, digits))
}

/// No panic of the metadata's regular expressions may reach the caller.
fn guarded<T>(
    work: impl FnOnce() -> Result<T, Reason> + std::panic::UnwindSafe,
) -> Result<T, Reason> {
    catch_unwind(work).unwrap_or(Err(Reason::InvalidNumber))
}

fn subscriber_unguarded(code: &str, national: &str) -> Result<String, Reason> {
    let number: u16 = code.parse().map_err(|_| Reason::InvalidNumber)?;
    let plans = DATABASE.by_code(&number).ok_or(Reason::InvalidNumber)?;
    if let Some(kind) = kind(&plans, national) {
        return personal(kind).map(|()| national.to_owned());
    }
    let main = DATABASE.region(&number).and_then(|regions| DATABASE.by_id(*regions.first()?));
    let stripped = main.map(|plan| without_national_prefix(plan, national));
    let stripped = stripped.ok_or(Reason::InvalidNumber)?;
    personal(kind(&plans, &stripped).ok_or(Reason::InvalidNumber)?).map(|()| stripped)
}

fn national_unguarded(region: &str, digits: &str) -> Result<Dialled, Reason> {
    if digits.len() > 20 {
        return Err(Reason::InvalidNumber);
    }
    let plan = DATABASE.by_id(region).ok_or(Reason::MissingCountry)?;
    if let Some(rest) = after_international_prefix(plan, digits) {
        return Ok(Dialled::Abroad(rest));
    }
    let code = plan.country_code().to_string();
    let significant = without_national_prefix(plan, without_country_code(plan, &code, digits));
    Ok(Dialled::Home { code, national: significant })
}

/// Whether a person can have a number of this type.
///
/// Fixed line or mobile is accepted where the plan does not tell them apart (North America).
/// Personal numbers follow one person; telephony over the internet is given to one like a mobile number.
fn personal(kind: Type) -> Result<(), Reason> {
    match kind {
        Type::Mobile | Type::FixedLineOrMobile | Type::PersonalNumber | Type::Voip => Ok(()),
        Type::Pager => Err(Reason::NotMobile),
        _ => Err(Reason::Landline),
    }
}

/// The type of a national significant number: of the first of the regions of a calling code that knows it.
fn kind(plans: &[&'static Metadata], national: &str) -> Option<Type> {
    plans.iter().find_map(|plan| kind_in(plan, national))
}

fn kind_in(plan: &'static Metadata, national: &str) -> Option<Type> {
    const SPECIAL: [Type; 8] = [
        Type::PremiumRate,
        Type::TollFree,
        Type::SharedCost,
        Type::Voip,
        Type::PersonalNumber,
        Type::Pager,
        Type::Uan,
        Type::Voicemail,
    ];
    let all = plan.descriptors();
    let is = |kind| all.get(kind).is_some_and(|found| is_whole(plan, found, national));
    if !is_whole(plan, all.general(), national) {
        return None;
    }
    if let Some(special) = SPECIAL.into_iter().find(|kind| is(*kind)) {
        return Some(special);
    }
    match (is(Type::FixedLine), is(Type::Mobile)) {
        (true, true) => Some(Type::FixedLineOrMobile),
        (true, false) => Some(Type::FixedLine),
        (false, true) => Some(Type::Mobile),
        (false, false) => None,
    }
}

/// Whether the pattern matches the whole number, and the length is one that its type has.
fn is_whole(plan: &'static Metadata, descriptor: &'static Descriptor, national: &str) -> bool {
    let own = descriptor.possible_length();
    let lengths = if own.is_empty() { plan.descriptors().general().possible_length() } else { own };
    let fits = lengths.is_empty() || lengths.iter().any(|len| usize::from(*len) == national.len());
    fits && is_whole_match(descriptor.national_number().as_str(), national)
}

/// The rest of a number that begins with the region's international prefix (011 in North America).
fn after_international_prefix(plan: &'static Metadata, digits: &str) -> Option<String> {
    let found = plan.international_prefix()?.find(digits).filter(|found| found.start() == 0)?;
    let rest = digits.get(found.end()..)?;
    let general = is_whole(plan, plan.descriptors().general(), digits);
    (!general && !rest.starts_with('0') && rest.len() >= 7).then(|| rest.to_owned())
}

/// Drops the region's own country code where only the rest is a number of the region.
fn without_country_code<'d>(plan: &'static Metadata, code: &str, digits: &'d str) -> &'d str {
    let general = plan.descriptors().general();
    let is_number = |number: &str| {
        is_whole(plan, general, number)
            || is_whole(plan, general, &without_national_prefix(plan, number))
    };
    match digits.strip_prefix(code) {
        Some(rest) if !is_number(digits) && is_number(rest) => rest,
        _ => digits,
    }
}

/// Drops the trunk prefix, or rewrites it, where the number is one of the region only then.
fn without_national_prefix(plan: &'static Metadata, digits: &str) -> String {
    let stripped = stripped_by_plan(plan, digits).unwrap_or_else(|| digits.to_owned());
    let is_number = |number: &str| is_whole(plan, plan.descriptors().general(), number);
    if is_number(digits) && !is_number(&stripped) { digits.to_owned() } else { stripped }
}

fn stripped_by_plan(plan: &'static Metadata, digits: &str) -> Option<String> {
    let Some(pattern) = plan.national_prefix_for_parsing() else {
        return digits.strip_prefix(plan.national_prefix()?).map(str::to_owned);
    };
    let groups = pattern.captures(digits).filter(|groups| {
        groups.get(0).is_some_and(|whole| whole.start() == 0 && whole.end() > 0)
    })?;
    let has_last = groups.len() > 1 && groups.get(groups.len() - 1).is_some();
    match plan.national_prefix_transform_rule() {
        Some(rule) if has_last => Some(pattern.replace(digits, rule).into_owned()),
        _ => digits.get(groups.get(0)?.end()..).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;
    use crate::normalize::phone::parse;

    #[track_caller]
    fn is(raw: &str, region: &str, expected: Result<&str, Reason>) {
        let found = parse(raw, Some(region)).map(|phone| phone.e164().to_owned());
        assert_eq!(found.as_deref().map_err(|reason| *reason), expected, "{raw} in {region}");
    }

    #[test]
    fn trunk_prefixes_are_dropped_where_they_are_none_of_the_number() {
        is("07911 123456", "GB", Ok("+447911123456"));
        is("+4407911123456", "CN", Ok("+447911123456"));
        is("8 912 345-67-89", "RU", Ok("+79123456789"));
        is("8001234567", "RU", Err(Reason::Landline));
        is("011 15-2345-6789", "AR", Ok("+5491123456789"));
        is("312 345 6789", "IT", Ok("+393123456789"));
    }

    #[test]
    fn country_codes_are_dropped_where_the_number_is_none_with_them() {
        is("447911123456", "GB", Ok("+447911123456"));
        is("1 (201) 555-0123", "US", Ok("+12015550123"));
        // A mobile of Italy; without 39 it would be a fixed line of Milan.
        is("390 212 3456", "IT", Ok("+393902123456"));
    }

    #[test]
    fn international_prefixes_of_the_region() {
        is("011 44 7911 123456", "US", Ok("+447911123456"));
        is("011 86 138 1234 5678", "US", Ok("+8613812345678"));
        is("010 44 7911 123456", "JP", Ok("+447911123456"));
        // Hong Kong's 001 begins with 00, which is read as the prefix everywhere.
        is("001 86 138 1234 5678", "HK", Err(Reason::InvalidNumber));
        is("0086 138 1234 5678", "US", Ok("+8613812345678"));
    }

    #[test]
    fn the_length_counts() {
        is("+4479111234567", "CN", Err(Reason::InvalidNumber));
        is("+447911123456789", "CN", Err(Reason::InvalidNumber));
        is("07911 12345", "GB", Err(Reason::InvalidNumber));
        is("0123456789012345678901", "GB", Err(Reason::InvalidNumber));
        is("5123 4567", "ZZ", Err(Reason::MissingCountry));
        is("5123 4567", "hk", Ok("+85251234567"));
    }
}
