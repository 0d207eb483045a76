"""Dates, sums and numbers as `src/render/languages.rs` writes them."""

import datetime

NO_BREAK = "\u00a0"
MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "en": "January February March April May June July August September October November December".split(),
}
KAZAKHSTAN = datetime.timezone(datetime.timedelta(hours=5))


def civil(text):
    return datetime.datetime.fromisoformat(text).astimezone(KAZAKHSTAN)


def day(date, language):
    if isinstance(date, str):
        date = datetime.date.fromisoformat(date)
    month, year, number = MONTHS[language][date.month - 1], date.year, date.day
    if language == "kk":
        return f"{year}{NO_BREAK}жылғы {number}{NO_BREAK}{month}"
    if language == "ru":
        return f"{number}{NO_BREAK}{month} {year}{NO_BREAK}года"
    return f"{number}{NO_BREAK}{month} {year}"


def clock(text):
    moment = civil(text) if isinstance(text, str) else text
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def moment(text, language):
    moment = civil(text)
    return f"{day(moment.date(), language)}, {clock(moment)}"


def money(text, language):
    number, currency = text.split(" ")
    whole, _, part = number.partition(".")
    part = part.ljust(2, "0")
    if language == "en":
        return f"{currency}{NO_BREAK}{int(whole):,}.{part}"
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    return f"{grouped},{part}{NO_BREAK}{'₸' if currency == 'KZT' else currency}"


def percent(text, language):
    number = text.removesuffix(" %")
    return f"{number}%" if language == "en" else f"{number.replace('.', ',')}{NO_BREAK}%"


def counted(number, *forms):
    number = int(number)
    tens, units = divmod(abs(number) % 100, 10)
    if len(forms) == 1:
        form = forms[0]
    elif len(forms) == 2:
        form = forms[number != 1]
    elif tens == 1:
        form = forms[2]
    else:
        form = forms[0 if units == 1 else 1 if 2 <= units <= 4 else 2]
    return f"{number}{NO_BREAK}{form}"


UNITS = (86_400, 3_600, 60, 1)
UNIT_NAMES = {
    "kk": [("күн",), ("сағат",), ("минут",), ("секунд",)],
    "ru": [
        ("день", "дня", "дней"),
        ("час", "часа", "часов"),
        ("минуту", "минуты", "минут"),
        ("секунду", "секунды", "секунд"),
    ],
    "en": [("day", "days"), ("hour", "hours"), ("minute", "minutes"), ("second", "seconds")],
}


def span(seconds, language):
    seconds = int(seconds)
    fits = (i for i, unit in enumerate(UNITS) if seconds % unit == 0 and (i or seconds > 3 * unit))
    unit = next(fits)
    return counted(seconds // UNITS[unit], *UNIT_NAMES[language][unit])


FILTERS = {
    "clock": clock,
    "counted": counted,
    "day": day,
    "moment": moment,
    "money": money,
    "percent": percent,
    "span": span,
}
