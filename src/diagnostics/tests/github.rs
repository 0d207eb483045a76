use super::super::github::render;
use super::super::{Code, Finding, Report, Sources, Span};
use super::sample;

#[test]
fn one_command_per_finding() {
    let (report, sources) = sample();
    let expected = "\
::error file=customers/romashka.yaml,line=5,col=30,endColumn=42,title=E0999::address `203.0.113.10` belongs to two servers: already taken%0Acustomers/alma.yaml:4:27: first used here, by `alma`%0Anote: an address belongs to one machine%0Ahelp: give `romashka` a free address
::warning title=W0999::no calendar of 2027
";
    assert_eq!(render(&report, &sources, 50), expected);
    assert_eq!(render(&Report::default(), &sources, 50), "");
}

#[test]
fn data_and_properties_are_escaped() {
    let mut sources = Sources::default();
    let id = sources.add("a,b:c%d.yaml", "x: 1\ny: 2\n");
    let report: Report = [Finding::error(Code("E0999"), "50 % of\r\na::error::b")
        .at(Span::new(id, 0, 6), "")
        .note("one\ntwo")]
    .into_iter()
    .collect();
    assert_eq!(
        render(&report, &sources, 50),
        "::error file=a%2Cb%3Ac%25d.yaml,line=1,endLine=2,title=E0999::50 %25 of␍␊a::error::b%0Anote: one%0Atwo\n"
    );
}

#[test]
fn the_rest_is_a_notice() {
    let mut sources = Sources::default();
    let id = sources.add("a.yaml", "x: 1\n");
    let report: Report = (0..3)
        .map(|n| Finding::warning(Code("W0999"), n.to_string()).at(Span::new(id, 0, 1), ""))
        .collect();
    assert_eq!(
        render(&report, &sources, 2).lines().last(),
        Some("::notice file=a.yaml,title=qalyp::1 more warning is not shown")
    );
}
