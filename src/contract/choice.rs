/// An enum whose values are words of the language.
///
/// `NAMES` stands in the order of `ALL`, so a decoder can offer the nearest name and a schema can
/// list them without knowing the enum.
pub trait Choice: Copy + Eq + 'static {
    /// Every value, in the order of declaration. Where a policy has a default, it is the first.
    const ALL: &'static [Self];
    /// The words, in the same order.
    const NAMES: &'static [&'static str];

    /// The word of this value.
    fn name(self) -> &'static str;

    /// The value of a word.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.name() == name)
    }
}

/// Declares enums of words together with their [`Choice`] and `Display`.
macro_rules! choices {
    ($($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)?
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl $crate::contract::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAMES: &'static [&'static str] = &[$($word),+];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::contract::Choice::name(*self))
            }
        }
    )+};
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::Choice;

    choices! {
        enum Sample {
            HalfUp = "half-up",
            Down = "down",
        }
    }

    #[test]
    fn a_word_leads_to_its_value_and_back() {
        assert_eq!(Sample::NAMES, ["half-up", "down"]);
        assert_eq!(Sample::from_name("down"), Some(Sample::Down));
        assert_eq!(Sample::from_name("Down"), None);
        assert_eq!(Sample::HalfUp.to_string(), "half-up");
        assert_eq!(Sample::ALL.len(), Sample::NAMES.len());
    }
}
