//! The two sides of a document, as the blueprints know them. What they do not know is named and
//! never made up.

use super::labels;
use super::model::{Piece, Signature, Text};
use super::phrase;
use crate::blueprint::kinds::{Bank, Customer, Localized, Provider};
use crate::contract::decision::Label;
use crate::contract::{Date, Language};
use crate::render::languages::day_of;

/// Provider and customer in one language, with a note of everything that is not known of them.
#[derive(Debug)]
pub(super) struct Parties<'a> {
    pub(super) provider: &'a Provider,
    pub(super) customer: &'a Customer,
    pub(super) language: Language,
    /// The keys that are missing, as a person would write them.
    missing: Vec<&'static str>,
}

impl<'a> Parties<'a> {
    pub(super) const fn new(
        provider: &'a Provider,
        customer: &'a Customer,
        language: Language,
    ) -> Self {
        Self { provider, customer, language, missing: Vec::new() }
    }

    pub(super) fn say(&self, label: &'static Label) -> String {
        label.in_language(self.language).to_owned()
    }

    /// One of three texts.
    pub(super) fn in_own<'t>(&self, text: &'t Localized) -> &'t str {
        match self.language {
            Language::Kazakh => &text.kk,
            Language::Russian => &text.ru,
            Language::English => &text.en,
        }
    }

    /// A value, or the words that it is not given, which are remembered under its key.
    fn known(&mut self, value: Option<&str>, key: &'static str) -> Text {
        match value {
            Some(value) => Text::written(value),
            None => self.absent(key),
        }
    }

    fn absent(&mut self, key: &'static str) -> Text {
        if !self.missing.contains(&key) {
            self.missing.push(key);
        }
        Text::missing(labels::NOT_GIVEN.in_language(self.language))
    }

    pub(super) fn provider_name(&mut self) -> Text {
        let title = self.provider.title.get().map(|title| self.in_own(title));
        self.known(title, "provider.title")
    }

    pub(super) fn provider_number(&mut self) -> Text {
        self.known(self.provider.bin.as_ref().map(|bin| &*bin.value), "provider.bin")
    }

    pub(super) fn provider_address(&mut self) -> Text {
        let address = self.provider.accounting.as_ref().and_then(|of| of.address.as_ref());
        self.known(address.map(|text| self.in_own(text)), "provider.accounting.address")
    }

    /// Name, address, telephone: what a form has in one place.
    pub(super) fn provider_details(&mut self) -> Text {
        let support = self.provider.support.get();
        let telephone = support.map(|support| self.telephone(&support.phone));
        let mailbox = support.map(|support| Text::written(&support.email));
        let parts = [Some(self.provider_name()), Some(self.provider_address()), telephone, mailbox];
        Text::joined(parts.into_iter().flatten(), ", ")
    }

    pub(super) fn customer_name(&mut self) -> Text {
        self.known(self.customer.title.get().map(|title| &*title.value), "customer.title")
    }

    pub(super) fn customer_number(&mut self) -> Text {
        self.known(self.customer.bin.as_ref().map(|bin| &*bin.value), "customer.bin")
    }

    pub(super) fn customer_address(&mut self) -> Text {
        let address = self.customer.accounting.as_ref().and_then(|of| of.address.as_ref());
        self.known(address.map(|text| &**text), "customer.accounting.address")
    }

    pub(super) fn customer_details(&mut self) -> Text {
        let contact = self.customer.contact.get();
        let telephone = contact.and_then(|c| c.phone.as_ref()).map(|phone| self.telephone(phone));
        let mailbox = contact.map(|contact| Text::written(&contact.email));
        let parts = [Some(self.customer_name()), Some(self.customer_address()), telephone, mailbox];
        Text::joined(parts.into_iter().flatten(), ", ")
    }

    fn telephone(&self, number: &str) -> Text {
        let label = labels::TELEPHONE.in_language(self.language);
        Text(vec![Piece::Plain(format!("{label} ")), Piece::Written(number.to_owned())])
    }

    /// The contract that was signed, if one was, and the edition of the agreement.
    pub(super) fn contract(&self, edition: &str, from: Date) -> Text {
        let signed = self.customer.accounting.as_ref().and_then(|of| of.contract.as_ref());
        let agreement = agreement(edition, from, self.language);
        let Some(signed) = signed else { return agreement.into() };
        let day = day_of(signed.date.value, self.language);
        let (before, after) = match self.language {
            Language::Kazakh => ("№ ".to_owned(), format!(" шарт ({day}); ")),
            Language::Russian => ("Договор № ".to_owned(), format!(" от {day}; ")),
            Language::English => ("Contract No. ".to_owned(), format!(" of {day}; ")),
        };
        Text::from(before).and(Text::written(&signed.number)).and(after).and(agreement)
    }

    /// The bank account to which customers pay.
    pub(super) fn bank(&self) -> Option<&'a Bank> {
        self.provider.accounting.as_ref()?.bank.as_ref()
    }

    /// A detail of the bank account.
    pub(super) fn of_bank(
        &mut self,
        key: &'static str,
        detail: impl Fn(&'a Bank) -> Option<&'a str>,
    ) -> Text {
        let bank = self.bank();
        match bank {
            Some(bank) => self.known(detail(bank), key),
            None => self.absent("provider.accounting.bank"),
        }
    }

    pub(super) fn provider_signature(&mut self, role: &'static Label) -> Signature {
        let signatory = self.provider.accounting.as_ref().and_then(|of| of.signatory.as_ref());
        if signatory.is_none() {
            self.absent("provider.accounting.signatory");
        }
        Signature {
            role: self.say(role),
            position: signatory.map(|signatory| self.in_own(&signatory.position).to_owned()),
            name: signatory.map(|signatory| signatory.name.to_string()),
            dated: false,
        }
    }

    pub(super) fn customer_signature(&mut self, role: &'static Label) -> Signature {
        let signatory = self.customer.accounting.as_ref().and_then(|of| of.signatory.as_ref());
        if signatory.is_none() {
            self.absent("customer.accounting.signatory");
        }
        Signature {
            role: self.say(role),
            position: signatory.map(|signatory| signatory.position.to_string()),
            name: signatory.map(|signatory| signatory.name.to_string()),
            dated: true,
        }
    }

    /// The number of a document, which only the system of accounts can give.
    pub(super) fn number(&mut self, number: Option<&str>) -> Text {
        match number {
            Some(number) => Text::written(number),
            None => Text::missing(phrase(
                self.language,
                [
                    "есеп жүйесі береді",
                    "присваивает система учёта",
                    "to be given by the accounting system",
                ],
            )),
        }
    }

    /// What is not known, by its keys.
    pub(super) fn missing(&self) -> Option<Text> {
        let label = labels::MISSING.in_language(self.language);
        (!self.missing.is_empty())
            .then(|| Text::strong(format!("{label}: ")).and(self.missing.join(", ")))
    }
}

/// The agreement by its edition.
fn agreement(edition: &str, from: Date, language: Language) -> String {
    let day = day_of(from, language);
    match language {
        Language::Kazakh => format!(
            "«1С-ке арналған дайын бұлттық серверлер» қызметінің деңгейі туралы келісім (жария офертаның бөлігі), {edition} редакциясы (күшіне енген күні: {day})"
        ),
        Language::Russian => format!(
            "Соглашение об уровне услуги «Готовые облачные серверы для 1С» (часть публичной оферты), редакция {edition}, действует с {day}"
        ),
        Language::English => format!(
            "Service level agreement “Ready cloud servers for 1C” (part of the public offer), edition {edition}, in force from {day}"
        ),
    }
}
