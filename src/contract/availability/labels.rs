//! What the guarantee of availability is spoken of as.

use crate::contract::decision::labels;

labels! {
    PERIOD = "period": "өлшенетін кезең", "измеряемый период", "period that is measured";
    YEAR = "year": "жыл", "год", "year";
    AT = "at": "сұрақ қойылған сәт", "момент вопроса", "moment of the question";
    CONNECTED = "connected": "қосылған сәт", "момент подключения", "connection";
    SERVICE_FROM = "service-from": "қызметтің басталуы", "начало услуги", "beginning of the service";
    SERVICE_TO = "service-to": "қызметтің аяқталуы", "конец услуги", "end of the service";
    DOWNTIME_OF_CAUSE = "downtime-of-cause":
        "осы себептен бос тұру", "простой по этой причине", "downtime from this cause";
    CAUSE = "cause": "себеп", "причина", "cause";
    COUNTS = "counts-against-guarantee":
        "кепілдікке қарсы есептеледі", "учитывается в гарантии", "counts against the guarantee";
    COUNTED = "counted-outages":
        "есептелетін бос тұрудың жиынтығы", "учитываемые простои вместе",
        "outages that count, taken together";
    PLANNED = "planned-works": "жоспарлы жұмыстар", "плановые работы", "planned works";
    UNPLANNED = "unplanned-works":
        "жоспардан тыс жұмыстар", "внеплановые работы", "unplanned works";
    IN_WORKS = "downtime-in-works":
        "жұмыстар кезіндегі, есептелмейтін бөлігі", "из них в исключаемые работы",
        "the part of them in works that are left out";
    DOWNTIME = "downtime": "бос тұру", "простой", "downtime";
    UNKNOWN = "unknown": "өлшенбеген уақыт", "неизмеренное время", "time that was not measured";
    LENGTH = "length": "кезеңнің ұзақтығы", "длина периода", "length of the period";
    BASE = "base": "пайыз алынатын уақыт", "время, от которого берётся процент",
        "time that the percentage is taken of";
    PROMISE = "promise": "кепілдік берілген қолжетімділік", "гарантированная доступность",
        "guaranteed availability";
    LIMIT_PERCENT = "limit-by-percent":
        "пайыз бойынша шек", "предел по проценту", "limit by the percentage";
    LIMIT_HOURS = "limit-by-hours": "сағат бойынша шек", "предел по часам", "limit by the hours";
    AVAILABILITY = "availability": "қолжетімділік", "доступность", "availability";
    OVER_PERCENT = "over-percent":
        "пайыз бойынша шектен асты", "предел по проценту превышен",
        "over the limit by the percentage";
    OVER_HOURS = "over-hours":
        "сағат бойынша шектен асты", "предел по часам превышен", "over the limit by the hours";
    STATUS = "status": "екі шек бойынша", "по двум пределам", "by the two limits";
    BREACH = "breach-of-guarantee":
        "кепілдік бұзылды", "гарантия нарушена", "the guarantee is broken";
    AT_WORST = "at-worst":
        "өлшенбеген уақыт бос тұру болса", "если неизмеренное время было простоем",
        "if the time not measured was downtime";
    MET = "met": "орындалды", "выполнена", "met";
    DISPUTED = "disputed":
        "даулы: тек бір шектен асты", "спорно: превышен только один предел",
        "disputed: over one limit only";
    BREACHED = "breach": "бұзылды", "нарушена", "broken";
    UNPROVEN = "unproven":
        "дәлелденбеген: өлшемдер жетіспейді", "не доказано: не хватает измерений",
        "unproven: measurements are missing";
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_worded(ALL);
}
