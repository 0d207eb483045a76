use super::decision::{Label, labels};
use super::terms::Cause;
use super::{Instant, Interval};

/// A time without access to the service, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outage {
    /// From the loss of access until it came back.
    pub span: Interval<Instant>,
    /// Why.
    pub cause: Cause,
}

labels! {
    PROVIDER_FAULT = "provider-fault":
        "орындаушының кінәсі", "вина исполнителя", "the provider's fault";
    PREINSTALLED_SOFTWARE = "preinstalled-software":
        "алдын ала орнатылған бөгде бағдарлама", "предустановленное ПО другого разработчика",
        "preinstalled software of another maker";
    THIRD_PARTY_SOFTWARE = "third-party-software":
        "бөгде әзірлеушінің бағдарламасы", "ПО стороннего разработчика",
        "software of another maker";
    CUSTOMER = "customer":
        "тапсырыс берушінің әрекеті немесе әрекетсіздігі", "действие или бездействие заказчика",
        "an act or omission of the customer";
    CUSTOMER_SOFTWARE = "customer-software":
        "тапсырыс берушінің бағдарламасы", "ПО заказчика", "software of the customer";
    EXTERNAL_NETWORK = "external-network":
        "орындаушыға тиесілі емес желілер", "сети вне ведения исполнителя",
        "networks that are not the provider's";
    DNS = "dns":
        "DNS өзгерістерінің таралуы", "распространение изменений DNS",
        "the spreading of DNS changes";
    FORCE_MAJEURE = "force-majeure": "еңсерілмейтін күш", "непреодолимая сила", "force majeure";
}

impl Cause {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::ProviderFault => &PROVIDER_FAULT,
            Self::PreinstalledSoftware => &PREINSTALLED_SOFTWARE,
            Self::ThirdPartySoftware => &THIRD_PARTY_SOFTWARE,
            Self::Customer => &CUSTOMER,
            Self::CustomerSoftware => &CUSTOMER_SOFTWARE,
            Self::ExternalNetwork => &EXTERNAL_NETWORK,
            Self::Dns => &DNS,
            Self::ForceMajeure => &FORCE_MAJEURE,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::Choice;
    use crate::contract::decision::assert_worded;
    use crate::contract::terms::Cause;

    #[test]
    fn every_cause_is_called_by_its_word() {
        assert_worded(super::ALL);
        for &cause in Cause::ALL {
            assert_eq!(cause.label().key, cause.name());
        }
    }
}
