//! A task as data for the provisioning system, with the facts that book it.

use serde_json::{Map, Value, json};

use super::{Action, Task};
use crate::billing::{Cost, CostLine};
use crate::contract::{Instant, Interval, PaidFor, UtcOffset};
use crate::diagnostics::Sources;

/// The name of the shape.
const FORMAT: &str = "qalyp-task/1";

impl Task<'_> {
    /// What makes the same task the same in every run: kind, server and the moment since when it is
    /// due, or what it is about.
    pub fn id(&self, offset: UtcOffset) -> String {
        let kind = self.action.kind();
        let server = self.server;
        match &self.action {
            Action::Refund { request, .. } => format!("{kind}/{server}/{request}"),
            Action::Compensate { claim } => format!("{kind}/{server}/{claim}"),
            Action::NotifyOfPrice { of, from, .. } => format!("{kind}/{server}/{of}/{from}"),
            Action::Notify { notice, .. } => format!("{kind}/{server}/{notice}"),
            Action::Debit { cost, .. } => {
                format!("{kind}/{server}/{}", cost.period.from().at(offset))
            }
            Action::Invoice { ends, .. } | Action::WarnOfExpiry { ends, .. } => {
                format!("{kind}/{server}/{}", ends.at(offset))
            }
            Action::WarnOfDeletion { from } => format!("{kind}/{server}/{}", from.at(offset)),
            Action::Mismatch { .. } | Action::Undecided { .. } => format!("{kind}/{server}"),
            _ => format!("{kind}/{server}/{}", self.since.at(offset)),
        }
    }

    /// The task as one JSON object (`qalyp-task/1`); moments at `offset`.
    pub fn to_json(&self, at: Instant, offset: UtcOffset, sources: &Sources) -> Value {
        let moment = |moment: Instant| Value::String(moment.at(offset).to_string());
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        put("format", json!(FORMAT));
        put("task", json!(self.action.kind().to_string()));
        put("id", json!(self.id(offset)));
        put("customer", json!(self.customer));
        put("server", json!(self.server));
        put("at", moment(at));
        put("since", moment(self.since));
        let clauses: Vec<_> = self.clauses.iter().map(ToString::to_string).collect();
        put("clauses", json!(clauses));
        put("terms", json!(self.edition));
        put("place", json!(self.place.map(|place| sources.place(place))));
        for (key, value) in self.action.details(offset) {
            put(key, value);
        }
        let facts = self.facts(at, offset);
        if !facts.is_empty() {
            put("facts", Value::Array(facts));
        }
        Value::Object(all)
    }

    /// The facts that book the task, as the ledger reads them. Whoever does it gives them ids of his
    /// own where he has some, and the moment at which he did it.
    fn facts(&self, at: Instant, offset: UtcOffset) -> Vec<Value> {
        let server = self.server;
        let moment = |moment: Instant| moment.at(offset).to_string();
        match &self.action {
            Action::Debit { cost, bonuses } => {
                let mut bonuses = *bonuses;
                let line = |line: &CostLine<'_>| {
                    let own =
                        if bonuses.minor() < line.gross.minor() { bonuses } else { line.gross };
                    bonuses = bonuses.checked_sub(own).unwrap_or(bonuses);
                    let mut fact = json!({
                        "fact": "debit",
                        "id": format!("debit/{server}/{}/{}", line.name, moment(cost.period.from())),
                        "server": server,
                        "at": moment(self.since),
                        "amount": line.gross,
                        "for": line.kind.to_string(),
                        "months": cost.months,
                        "covers": covers(cost.period, offset),
                    });
                    if own.minor() > 0 {
                        fact["bonuses"] = json!(own);
                    }
                    match line.kind {
                        PaidFor::Addon => {
                            fact["addon"] = json!(line.name);
                            if line.quantity != 1 {
                                fact["quantity"] = json!(line.quantity);
                            }
                        }
                        _ => fact["tariff"] = json!(line.name),
                    }
                    fact
                };
                cost.lines.iter().map(line).collect()
            }
            Action::Refund { amount, bonuses, request, .. } => {
                let mut fact = json!({
                    "fact": "refund",
                    "id": format!("refund/{request}"),
                    "server": server,
                    "at": moment(self.since),
                    "amount": amount,
                    "request": request,
                });
                if bonuses.minor() > 0 {
                    fact["bonuses"] = json!(bonuses);
                }
                vec![fact]
            }
            Action::Settle { bonuses } => vec![json!({
                "fact": "settlement",
                "id": format!("settlement/{}/{}", self.customer, moment(self.since)),
                "customer": self.customer,
                "at": moment(self.since),
                "reconciled": true,
                "cash": bonuses,
            })],
            Action::WarnOfExpiry { .. } | Action::WarnOfDeletion { .. } => {
                vec![self.notice("expiry", at, offset)]
            }
            // Of an add-on the ledger has no notices: the day in its blueprint stands for them.
            Action::NotifyOfPrice { of, from, tariff: true, .. } => {
                let mut fact = self.notice("price", at, offset);
                fact["tariff"] = json!(of);
                fact["effective"] = json!(moment(Instant::start_of(*from, offset)));
                vec![fact]
            }
            Action::Notify { works, notice, .. } => {
                let mut fact = self.notice(if *works { "works" } else { "change" }, at, offset);
                fact["name"] = json!(notice);
                vec![fact]
            }
            _ => Vec::new(),
        }
    }

    /// A notice that was sent. Its moment decides whether it was in time, so it is that of the run, and
    /// its id says so.
    fn notice(&self, about: &str, at: Instant, offset: UtcOffset) -> Value {
        let moment = at.at(offset).to_string();
        json!({
            "fact": "notice",
            "id": format!("notice/{about}/{}/{moment}", self.server),
            "at": moment,
            "about": about,
            "servers": [self.server],
        })
    }
}

impl Action<'_> {
    fn details(&self, offset: UtcOffset) -> Vec<(&'static str, Value)> {
        let moment = |moment: &Instant| json!(moment.at(offset).to_string());
        match self {
            Self::Connect | Self::Resume | Self::MayDelete => Vec::new(),
            Self::Invoice { cost, ends, due } => {
                let mut all = money(cost, offset);
                all.push(("ends", moment(ends)));
                all.push(("due", due.as_ref().map_or(Value::Null, moment)));
                all
            }
            Self::Debit { cost, bonuses } => {
                let mut all = money(cost, offset);
                all.push(("bonuses", json!(bonuses)));
                all
            }
            Self::Suspend { state } => vec![("state", json!(state.to_string()))],
            Self::WarnOfExpiry { ends, why, price, balance } => vec![
                ("ends", moment(ends)),
                ("why", json!(why.to_string())),
                ("price", json!(price)),
                ("balance", json!(balance.to_string())),
            ],
            Self::WarnOfDeletion { from } => vec![("deletable-from", moment(from))],
            Self::Refund { amount, bonuses, basis, due, request } => vec![
                ("amount", json!(amount)),
                ("bonuses", json!(bonuses)),
                ("basis", json!(basis.to_string())),
                ("due", json!(due)),
                ("request", json!(request)),
            ],
            Self::Compensate { claim } => vec![("claim", json!(claim))],
            Self::Settle { bonuses } => vec![("bonuses", json!(bonuses))],
            Self::NotifyOfPrice { of, old, new, from, by, .. } => vec![
                ("of", json!(of)),
                ("old", json!(old)),
                ("new", json!(new)),
                ("from", json!(from)),
                ("by", json!(by)),
            ],
            Self::Notify { notice, starts, by, .. } => vec![
                ("notice", json!(notice)),
                ("starts", moment(starts)),
                ("by", by.as_ref().map_or(Value::Null, moment)),
            ],
            Self::Mismatch { state, access, expected } => vec![
                ("state", json!(state.map(|state| state.to_string()))),
                ("access", json!(access.word())),
                ("expected", json!(expected.to_string())),
            ],
            Self::Undecided { why } => vec![("why", json!(why))],
        }
    }
}

fn money(cost: &Cost<'_>, offset: UtcOffset) -> Vec<(&'static str, Value)> {
    let line = |line: &CostLine<'_>| {
        json!({
            "for": line.kind.to_string(),
            "name": line.name,
            "quantity": line.quantity,
            "monthly": line.monthly,
            "gross": line.gross,
            "vat": line.tax.vat,
            "net": line.tax.net,
        })
    };
    vec![
        ("covers", covers(cost.period, offset)),
        ("months", json!(cost.months)),
        ("amount", json!(cost.gross)),
        ("vat", json!(cost.vat)),
        ("net", json!(cost.net)),
        ("lines", cost.lines.iter().map(line).collect()),
    ]
}

fn covers(period: Interval<Instant>, offset: UtcOffset) -> Value {
    json!({
        "from": period.from().at(offset).to_string(),
        "until": period.until().at(offset).to_string(),
    })
}
