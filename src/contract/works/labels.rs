//! What works are spoken of as.

use crate::contract::decision::labels;

labels! {
    TOLD = "told": "хабарланған сәт", "момент уведомления", "moment of the notice";
    WORKS = "works": "жұмыстар", "работы", "works";
    BEGIN = "begin": "жұмыстардың басталуы", "начало работ", "beginning of the works";
    CHANGE = "change": "өзгеріс енгізілетін сәт", "момент изменения", "moment of the change";
    GIVEN = "notice-given": "нақты хабарлау мерзімі", "срок уведомления", "notice given";
    ASKED = "notice-asked":
        "талап етілетін хабарлау мерзімі", "требуемый срок уведомления", "notice asked for";
    IN_TIME = "in-time": "мерзімінде хабарланды", "уведомлено вовремя", "told in time";
    LATEST_NOTICE = "latest-notice":
        "хабарлаудың соңғы сәті", "уведомить не позднее", "last moment to tell customers";
    WINDOW = "window": "ең аз жүктеме сағаттары", "часы наименьшей нагрузки",
        "hours of least load";
    QUIET = "parts-in-window":
        "осы сағаттардағы бөліктер", "части в эти часы", "parts within these hours";
    LOUD = "parts-outside":
        "осы сағаттардан тыс бөліктер", "части вне этих часов", "parts outside of these hours";
    PLANNED = "planned-part": "жоспарлы бөлігі", "плановая часть", "planned part";
    UNPLANNED = "unplanned-part":
        "жоспардан тыс бөлігі", "внеплановая часть", "unplanned part";
    LENGTH = "length-of-works":
        "жұмыстардың ұзақтығы", "длительность работ", "length of the works";
    EARLIEST_START = "earliest-start":
        "толығымен жоспарлы болатын ең ерте басталу", "самое раннее начало без внеплановой части",
        "earliest beginning of which all is planned";
    NIGHTS = "nights": "қажетті түндер саны", "сколько ночей нужно", "nights needed";
    OTHERS = "other-planned-works":
        "жылдың басқа жоспарлы жұмыстары", "другие плановые работы года",
        "other planned works of the year";
    OF_YEAR = "planned-works-of-year":
        "жылдағы барлық жоспарлы жұмыстар", "все плановые работы года",
        "all planned works of the year";
    FAULTS = "faults": "жоспардың кемшіліктері", "недостатки плана", "what is wrong with the plan";
    LATE = "late-notice": "тым кеш хабарлау", "уведомление слишком позднее", "the notice is too late";
    OUTSIDE = "outside-window":
        "ең аз жүктеме сағаттарынан тыс", "вне часов наименьшей нагрузки",
        "outside of the hours of least load";
    TOO_LONG = "longer-than-window":
        "бір түнге сыймайды", "не помещаются в одну ночь", "longer than one night allows";
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_worded(ALL);
}
