//! The macro that turns one declaration of the terms into structs and into the registry.
//!
//! Both come from the same lines, so that a parameter cannot be in one and not in the other.

/// Declares the groups of parameters.
///
/// Each parameter: its documentation (also what `qalyp explain` prints), field, type, the id that
/// people cite, its clauses (the first is where it is written), its key there, and the default. A
/// parameter without a default is stated by the agreement itself and has to be written.
macro_rules! parameters {
    ($(
        $(#[$group_meta:meta])*
        $group:ident: $struct:ident {$(
            $(#[doc = $doc:literal])+
            $field:ident: $type:ty, $id:literal, [$($clause:ident),+], $key:literal
                $(, default $default:literal)?;
        )+}
    )+) => {
        $(
            $(#[$group_meta])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $struct {
                $($(#[doc = $doc])+ pub $field: $type,)+
            }

            impl $struct {
                const PARAMETERS: &'static [Parameter] = {
                    static PARAMETERS: &[Parameter] = &[$(Parameter {
                        id: $id,
                        clauses: &[$(Clause::$clause),+],
                        key: $key,
                        kind: <$type as Typed>::TYPE,
                        default: parameters!(@default $($default)?),
                        doc: concat!($($doc),+).trim_ascii(),
                    }),+];
                    PARAMETERS
                };

                fn assemble(
                    read: &mut dyn FnMut(&'static Parameter) -> Option<ParameterValue>,
                ) -> Option<Self> {
                    let mut parameters = Self::PARAMETERS.iter();
                    // Every parameter is asked for before one that is missing ends the matter.
                    $(let $field = parameters.next().and_then(&mut *read);)+
                    Some(Self { $($field: Typed::from_value($field?)?,)+ })
                }

                fn values(&self) -> impl Iterator<Item = ParameterValue> {
                    [$(self.$field.to_value()),+].into_iter()
                }
            }
        )+

        /// The parameters of one edition of the agreement.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Terms {
            $($(#[$group_meta])* pub $group: $struct,)+
        }

        const GROUPS: &[&[Parameter]] = &[$($struct::PARAMETERS),+];

        impl Terms {
            /// Builds the terms from a reader that is asked once for each parameter of
            /// [`parameters`], in that order.
            ///
            /// The reader answers `None` for a value that is missing or wrong, after noting why;
            /// the others are still asked for, so one run reports everything. A value of another
            /// type than [`Parameter::kind`] counts as missing.
            pub fn assemble(
                read: &mut dyn FnMut(&'static Parameter) -> Option<ParameterValue>,
            ) -> Option<Self> {
                $(let $group = $struct::assemble(&mut *read);)+
                Some(Self { $($group: $group?,)+ })
            }

            /// The same terms with one parameter read otherwise; `None` if the value is of another type.
            pub fn with(&self, other: &Parameter, value: &ParameterValue) -> Option<Self> {
                let mut values = self.values();
                Self::assemble(&mut |parameter| {
                    let (_, own) = values.next()?;
                    Some(if parameter.id == other.id { value.clone() } else { own })
                })
            }

            /// Every parameter with its value in this edition, in the order of [`parameters`].
            pub fn values(&self) -> impl Iterator<Item = (&'static Parameter, ParameterValue)> {
                let values = std::iter::empty()$(.chain(self.$group.values()))+;
                parameters().zip(values)
            }
        }
    };
    (@default) => { None };
    (@default $default:literal) => { Some($default) };
}

pub(super) use parameters;
