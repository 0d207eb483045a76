//! The drawing of a statement: the balance over time above, the state of each service below.
//!
//! SVG that stands in a page: it loads nothing, and its colours are never the only sign of anything
//! (bonuses are dashed, every state has its own hatching). Positions are whole tenths of a unit, so
//! that the same statement is always the same bytes.

use std::fmt::Write as _;

use super::labels;
use super::model::Figure;
use crate::billing::{Signed, State, Statement};
use crate::contract::{Choice as _, Date, Instant, Language};
use crate::render::languages::{number_of, short_day_of};
use crate::render::markup::html as escaped;

/// Width of the drawing in units; on a telephone one unit is a little less than a pixel.
const WIDTH: i128 = 410;
/// Where the plot begins and ends, left to right.
const LEFT: i128 = 80;
const RIGHT: i128 = WIDTH - 8;
/// Where the balance is drawn, top to bottom.
const TOP: i128 = 26;
const BOTTOM: i128 = 166;
/// Height of a service: its name and its band.
const ROW: i128 = 36;
/// Services beyond these are in the table only.
const MOST_SERVICES: usize = 16;

/// The drawing of a statement.
pub(super) fn plot(of: &Statement<'_>, language: Language) -> Figure {
    let description = described(of, language);
    let services = &of.services[..of.services.len().min(MOST_SERVICES)];
    let rows = i128::try_from(services.len()).unwrap_or_default();
    let states = used_states(of);
    let legend = i128::try_from(states.len()).unwrap_or_default();
    let axis = BOTTOM + 26;
    let height = axis + rows * ROW + 22 + legend * 20;
    let mut svg = Svg { text: String::with_capacity(8 * 1024), of, language };
    let title = labels::PLOT.in_language(language);
    svg.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"plot-title plot-text\" font-size=\"13\" fill=\"#17202b\" \
         font-family=\"'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',Arial,sans-serif\">\n\
         <title id=\"plot-title\">{}</title>\n<desc id=\"plot-text\">{}</desc>\n{PATTERNS}",
        escaped(title),
        escaped(&description)
    ));
    svg.balance();
    svg.times();
    for (service, row) in services.iter().zip(0..) {
        let top = axis + row * ROW;
        svg.label(LEFT, top + 13, "start", &service.server.name.value);
        for part in &service.states {
            svg.band(part.span.from(), part.span.until(), top + 18, part.state);
        }
    }
    svg.legend(&states, axis + rows * ROW + 14);
    svg.put("</svg>\n");
    Figure { svg: svg.text, title: title.to_owned(), description }
}

/// Hatchings, so that states differ without colour too. A page has one statement.
const PATTERNS: &str = "<defs>\n\
<pattern id=\"plot-ordered\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#dfe9f5\"/><circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#2f5f95\"/></pattern>\n\
<pattern id=\"plot-paid\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#b9d2ee\"/><path d=\"M0 3h6\" stroke=\"#2f5f95\"/></pattern>\n\
<pattern id=\"plot-active\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#2c7a4b\"/></pattern>\n\
<pattern id=\"plot-suspended\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 6L6 0\" stroke=\"#a15c00\" stroke-width=\"2\"/></pattern>\n\
<pattern id=\"plot-deletable\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 0L6 6M6 0L0 6\" stroke=\"#b3261e\" stroke-width=\"1.5\"/></pattern>\n\
<pattern id=\"plot-terminated\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M3 0v6\" stroke=\"#555f6b\"/></pattern>\n\
</defs>\n";

/// The states that occur, in their own order.
fn used_states(of: &Statement<'_>) -> Vec<State> {
    let occurs = |state: &&State| {
        of.services.iter().any(|service| service.states.iter().any(|part| part.state == **state))
    };
    State::ALL.iter().filter(occurs).copied().collect()
}

/// A signed sum as the language writes it, with its currency.
pub(super) fn signed(sum: Signed, language: Language) -> String {
    crate::render::languages::with_currency(&digits(sum, language), sum.currency(), language)
}

/// A signed sum without its currency.
pub(super) fn digits(sum: Signed, language: Language) -> String {
    let minor = sum.minor().unsigned_abs();
    let sign = if sum.is_negative() { "-" } else { "" };
    number_of(&format!("{sign}{}.{:02}", minor / 100, minor % 100), language)
}

/// What is to be seen, in words: for those who do not see it, and for Markdown.
fn described(of: &Statement<'_>, language: Language) -> String {
    let balances = || of.entries.iter().map(|entry| entry.after.money);
    let start = of.opening.money;
    let least = balances().fold(start, |a, b| if b.minor() < a.minor() { b } else { a });
    let most = balances().fold(start, |a, b| if b.minor() > a.minor() { b } else { a });
    let [start, end, least, most] =
        [start, of.closing.money, least, most].map(|sum| signed(sum, language));
    let mut text = match language {
        Language::Kazakh => {
            format!("Теңгерім: басында {start}, соңында {end}, ең азы {least}, ең көбі {most}.")
        }
        Language::Russian => {
            format!(
                "Баланс: в начале {start}, в конце {end}, наименьший {least}, наибольший {most}."
            )
        }
        Language::English => {
            format!(
                "Balance: {start} at the beginning, {end} at the end, least {least}, most {most}."
            )
        }
    };
    for service in &of.services {
        let states = service.states.iter().map(|part| {
            let from = short_day_of(part.span.from().date(of.offset), language);
            format!("{from}: {}", part.state.label().in_language(language))
        });
        let states: Vec<_> = states.collect();
        if !states.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, " {}: {}.", &*service.server.name.value, states.join("; "));
        }
    }
    text
}

struct Svg<'s, 'a> {
    text: String,
    of: &'s Statement<'a>,
    language: Language,
}

impl Svg<'_, '_> {
    fn put(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    fn label(&mut self, x: i128, y: i128, anchor: &str, text: &str) {
        let text = escaped(text);
        self.put(&format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n"));
    }

    /// Where a moment lies, in tenths.
    fn x(&self, moment: Instant) -> i128 {
        let span = self.of.span;
        let all = i128::from(span.from().seconds_until(span.until())).max(1);
        let at = i128::from(span.from().seconds_until(moment)).clamp(0, all);
        LEFT * 10 + at * (RIGHT - LEFT) * 10 / all
    }

    /// Money as a line, bonuses as a dashed one, over horizontal lines at round sums.
    fn balance(&mut self) {
        let scale = Scale::of(self.of);
        for sum in scale.marks() {
            let y = tenths(scale.y(sum));
            let colour = if sum == 0 { "#17202b" } else { "#b4bec7" };
            self.put(&format!(
                "<path d=\"M{LEFT} {y}H{RIGHT}\" stroke=\"{colour}\" fill=\"none\"/>\n"
            ));
            let main = number_of(&(sum / 100).to_string(), self.language);
            self.put(&format!(
                "<text x=\"{}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{}</text>\n",
                LEFT - 6,
                escaped(&main)
            ));
        }
        let currency = self.of.currency.name();
        let money = labels::BALANCE.in_language(self.language);
        let bonuses = labels::BONUSES.in_language(self.language);
        let with_bonuses = self.of.opening.bonuses.minor() != 0
            || self.of.entries.iter().any(|entry| entry.after.bonuses.minor() != 0);
        if with_bonuses {
            self.line(&scale, " stroke-dasharray=\"5 3\" stroke=\"#7a3fa0\"", |sums| sums[1]);
        }
        self.line(&scale, " stroke=\"#0b5cad\"", |sums| sums[0]);
        let about = if with_bonuses {
            format!("{money} (———), {bonuses} (– – –), {currency}")
        } else {
            format!("{money}, {currency}")
        };
        self.label(8, 14, "start", &about);
    }

    /// A line of steps: what is booked holds from its moment on.
    fn line(&mut self, scale: &Scale, style: &str, which: impl Fn([i128; 2]) -> i128) {
        let sums = |balance: crate::billing::Balance| {
            which([balance.money.minor(), balance.bonuses.minor()])
        };
        let start = tenths(scale.y(sums(self.of.opening)));
        let mut path = format!("M{LEFT} {start}");
        for entry in &self.of.entries {
            let (x, y) = (tenths(self.x(entry.at)), tenths(scale.y(sums(entry.after))));
            let _ = write!(path, "H{x}V{y}");
        }
        let _ = write!(path, "H{RIGHT}");
        self.put(&format!("<path d=\"{path}\" fill=\"none\" stroke-width=\"2\"{style}/>\n"));
    }

    /// Dates below the balance.
    fn times(&mut self) {
        const PARTS: i64 = 2;
        let span = self.of.span;
        let all = span.from().seconds_until(span.until());
        self.put(&format!("<path d=\"M{LEFT} {BOTTOM}H{RIGHT}\" stroke=\"#17202b\"/>\n"));
        let mut shown: Option<Date> = None;
        for part in 0..=PARTS {
            let Some(at) = span.from().add_seconds(all / PARTS * part) else { continue };
            let date = at.date(self.of.offset);
            let at = match part {
                0 => span.from(),
                PARTS => span.until(),
                _ => Instant::start_of(date, self.of.offset).max(span.from()),
            };
            if shown == Some(date) {
                continue;
            }
            shown = Some(date);
            let x = self.x(at);
            let anchor = match part {
                0 => "start",
                PARTS => "end",
                _ => "middle",
            };
            let text = match self.language {
                Language::English => date.to_string(),
                language => short_day_of(date, language),
            };
            self.put(&format!("<path d=\"M{0} {BOTTOM}v4\" stroke=\"#17202b\"/>\n", tenths(x)));
            self.label(x / 10, BOTTOM + 17, anchor, &text);
        }
    }

    fn band(&mut self, from: Instant, until: Instant, top: i128, state: State) {
        let (start, end) = (self.x(from), self.x(until));
        // A state of an hour is still to be seen in a year.
        let width = (end - start).max(10);
        let (start, width) = (tenths(start), tenths(width));
        self.put(&format!(
            "<rect x=\"{start}\" y=\"{top}\" width=\"{width}\" height=\"14\" \
             fill=\"url(#plot-{})\" stroke=\"#17202b\" stroke-width=\".7\"/>\n",
            state.name()
        ));
    }

    fn legend(&mut self, states: &[State], top: i128) {
        for (state, row) in states.iter().zip(0..) {
            let y = top + row * 20;
            self.put(&format!(
                "<rect x=\"{LEFT}\" y=\"{y}\" width=\"22\" height=\"12\" fill=\"url(#plot-{})\" \
                 stroke=\"#17202b\" stroke-width=\".7\"/>\n",
                state.name()
            ));
            let words = state.label().in_language(self.language);
            self.label(LEFT + 28, y + 11, "start", words);
        }
    }
}

/// Tenths as SVG writes them.
fn tenths(number: i128) -> String {
    let (sign, number) = (if number < 0 { "-" } else { "" }, number.abs());
    match number % 10 {
        0 => format!("{sign}{}", number / 10),
        rest => format!("{sign}{}.{rest}", number / 10),
    }
}

/// Sums up and down: from a round sum below all to a round one above.
struct Scale {
    least: i128,
    most: i128,
    step: i128,
}

impl Scale {
    fn of(of: &Statement<'_>) -> Self {
        let all = || {
            let later = of.entries.iter().map(|entry| entry.after);
            later.chain([of.opening]).flat_map(|b| [b.money.minor(), b.bonuses.minor()])
        };
        Self::between(all().fold(0, i128::min), all().fold(0, i128::max))
    }

    /// At most five steps of 1, 2 or 5 with zeros, never below one main unit.
    fn between(least: i128, most: i128) -> Self {
        let mut steps = (2_u32..36).flat_map(|zeros| [1, 2, 5].map(|n| n * 10_i128.pow(zeros)));
        let fits = |step: &i128| most.div_euclid(*step) - least.div_euclid(*step) < 4;
        let step = steps.find(fits).unwrap_or(10_i128.pow(36));
        let least = least.div_euclid(step) * step;
        // The line at the top stands above the greatest sum.
        let most = (most.div_euclid(step) + 1) * step;
        Self { least, most, step }
    }

    fn marks(&self) -> impl Iterator<Item = i128> + use<> {
        let (least, step) = (self.least, self.step);
        (0..=(self.most - least) / step).map(move |nth| least + nth * step)
    }

    /// Where a sum lies, in tenths.
    fn y(&self, sum: i128) -> i128 {
        TOP * 10 + (self.most - sum) * (BOTTOM - TOP) * 10 / (self.most - self.least)
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;
    use proptest::prelude::*;

    #[test]
    fn marks_are_round_sums() {
        let marks = |least, most| Scale::between(least, most).marks().collect::<Vec<_>>();
        assert_eq!(marks(0, 0), [0, 100]);
        assert_eq!(marks(0, 2_499_000), [0, 1_000_000, 2_000_000, 3_000_000]);
        assert_eq!(marks(-50_000, 120_000), [-50_000, 0, 50_000, 100_000, 150_000]);
    }

    proptest! {
        #[test]
        fn every_sum_lies_within_the_plot(a in -(1_i128 << 70)..(1 << 70), b in -(1_i128 << 70)..(1 << 70)) {
            let (least, most) = (a.min(b).min(0), a.max(b).max(0));
            let scale = Scale::between(least, most);
            prop_assert!((2..=6).contains(&scale.marks().count()));
            for sum in [least, most, 0] {
                let y = scale.y(sum);
                prop_assert!((super::TOP * 10..=super::BOTTOM * 10).contains(&y));
            }
            prop_assert!(scale.y(most) <= scale.y(least));
        }
    }
}
