//! What tickets are spoken of as.

use crate::contract::decision::{Label, labels};
use crate::contract::terms::Priority;

labels! {
    REGISTERED = "registered":
        "өтініштің тіркелген сәті", "момент регистрации обращения", "registration of the ticket";
    PRIORITY = "priority": "басымдық", "приоритет", "priority";
    WISHED = "wished-priority":
        "тапсырыс беруші сұраған басымдық", "приоритет по просьбе заказчика",
        "priority that the customer asks for";
    ASSESSED = "assessed-priority":
        "кесте бойынша басымдық", "приоритет по таблице", "priority by the table";
    HIGH = "high": "жоғары", "высокий", "high";
    MEDIUM = "medium": "орташа", "средний", "medium";
    LOW = "low": "төмен", "низкий", "low";
    SERVICE_TIME = "service-time":
        "басымдықтың жұмыс уақыты", "время работы по приоритету", "service time of the priority";
    ROUND_THE_CLOCK = "round-the-clock": "тәулік бойы", "круглосуточно", "round the clock";
    WORKING_HOURS = "working-hours":
        "жұмыс күндерінің қызмет сағаттары", "рабочие часы рабочих дней",
        "service hours of working days";
    SERVICE_HOURS = "service-hours": "қызмет сағаттары", "рабочие часы", "service hours";
    CALENDAR = "calendar": "жұмыс күндерінің күнтізбесі", "календарь рабочих дней",
        "calendar of working days";
    WAITING = "waiting":
        "тапсырыс берушіні күту уақыты", "время ожидания заказчика",
        "time spent waiting for the customer";
    WAITING_COUNTED = "waiting-in-service-time":
        "оның жұмыс уақытындағы бөлігі", "из него в рабочее время",
        "the part of it within service time";
    RESPONSE_TIME = "response-time": "әрекет ету уақыты", "время реакции", "response time";
    SOLUTION_TIME = "solution-time": "шешу уақыты", "время решения", "solution time";
    COUNTED = "counted": "есептелген аралықтар", "учтённые промежутки", "stretches counted";
    DAYS_OFF = "days-off": "өткізіп жіберілген мереке күндері", "пропущенные праздничные дни",
        "holidays skipped";
    RESPOND_BY = "respond-by":
        "жұмысты бастаудың соңғы сәті", "начать работу не позднее", "work has to begin by";
    RESOLVE_BY = "resolve-by": "шешімнің соңғы сәті", "дать решение не позднее",
        "a solution is due by";
    RESPONDED = "responded": "жұмыс басталған сәт", "момент начала работы", "beginning of the work";
    RESOLVED = "resolved": "шешім берілген сәт", "момент решения", "solution";
    NOW = "now": "сұрақ қойылған сәт", "момент вопроса", "moment of the question";
    SPENT = "spent": "жұмсалған уақыт", "израсходованное время", "time spent";
    LEFT = "left": "қалған уақыт", "оставшееся время", "time left";
    RESPONSE = "response": "әрекет ету", "реакция", "response";
    RESOLUTION = "resolution": "шешім", "решение", "solution";
    MET = "met": "мерзімінде", "в срок", "in time";
    MISSED = "missed": "мерзімі өткен", "с опозданием", "too late";
    OPEN = "open": "мерзімі келмеген", "срок не истёк", "not due yet";
    OVERDUE = "overdue": "мерзімі өтті, орындалмаған", "срок истёк, не выполнено",
        "overdue and not done";
}

impl Priority {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::High => &HIGH,
            Self::Medium => &MEDIUM,
            Self::Low => &LOW,
        }
    }
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_worded(ALL);
}
