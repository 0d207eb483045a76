use std::{fmt::Display, str::FromStr};

/// A value with a text form that a person writes into a blueprint.
///
/// `FromStr` reads it and `Display` prints the canonical form, which reads back to the same value.
pub trait Literal: Sized + Display + FromStr<Err: Display> {
    /// What it is, with its article: "a date".
    const WHAT: &'static str;
    /// A correct example.
    const EXAMPLE: &'static str;
    /// An anchored regular expression for JSON Schema. It is necessary, not sufficient: it accepts
    /// 31 February, the parser does not.
    const PATTERN: &'static str;
}

/// Lets a literal be serialized as its canonical text.
macro_rules! serialize_as_text {
    ($($name:ty),+) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+};
}

pub(crate) use serialize_as_text;

#[cfg(test)]
mod tests {
    use super::Literal;
    use crate::contract::{DailyWindow, Date, Duration, Instant, Money, Percent, UtcOffset};

    fn holds<T: Literal>() {
        let parsed = T::EXAMPLE.parse::<T>().unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(parsed.to_string(), T::EXAMPLE);
        let schema = serde_json::json!({"type": "string", "pattern": T::PATTERN});
        let schema = jsonschema::validator_for(&schema).expect("a valid pattern");
        assert!(schema.is_valid(&serde_json::json!(T::EXAMPLE)), "{}", T::PATTERN);
        assert!(!schema.is_valid(&serde_json::json!(format!("x{}", T::EXAMPLE))));
        assert!(!schema.is_valid(&serde_json::json!("")));
    }

    #[test]
    fn every_example_is_canonical_and_matches_its_pattern() {
        holds::<Date>();
        holds::<Instant>();
        holds::<UtcOffset>();
        holds::<Duration>();
        holds::<DailyWindow>();
        holds::<Money>();
        holds::<Percent>();
    }
}
