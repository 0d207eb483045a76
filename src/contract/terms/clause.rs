use crate::contract::choices;

choices! {
    /// A clause of the agreement, by the number that people cite.
    ///
    /// `7` is the unnumbered first paragraph of section 7. `all` is no clause: it carries the
    /// ground rules that hold for every one, such as rounding.
    #[allow(missing_docs)]
    pub enum Clause {
        All = "all",
        P1 = "P1",
        P2 = "P2",
        P3 = "P3",
        P4 = "P4",
        P5 = "P5",
        P6 = "P6",
        C1_1 = "1.1",
        C1_2 = "1.2",
        C2_1 = "2.1",
        C2_2 = "2.2",
        C2_3 = "2.3",
        C2_4 = "2.4",
        C2_5 = "2.5",
        C3_1 = "3.1",
        C3_2 = "3.2",
        C3_3 = "3.3",
        C3_4 = "3.4",
        C4_1 = "4.1",
        C4_2 = "4.2",
        C4_3 = "4.3",
        C4_4 = "4.4",
        C4_5 = "4.5",
        C4_6 = "4.6",
        C4_7 = "4.7",
        C4_8 = "4.8",
        C5_1 = "5.1",
        C5_2 = "5.2",
        C5_3 = "5.3",
        C5_4 = "5.4",
        C6_1 = "6.1",
        C6_2 = "6.2",
        C6_3 = "6.3",
        C6_4 = "6.4",
        C6_5 = "6.5",
        C6_6 = "6.6",
        C6_7 = "6.7",
        C6_8 = "6.8",
        C7 = "7",
        C7_1 = "7.1",
        C7_2 = "7.2",
        C8_1 = "8.1",
        C8_2 = "8.2",
        C8_3 = "8.3",
        C8_4 = "8.4",
        C8_5 = "8.5",
    }
}
