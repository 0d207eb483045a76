"""The writing filters and the functions of the compiler's templates, as Python does them well: with
translation tables, regular expressions and the json module, which run in C.

They quote and refuse as those in `src/render/dialect/` do. What keeps a value without a filter out of
the output has no counterpart here, which is to Python's advantage.
"""

import json
import re

# Control characters, line separators, marks of the direction of writing, and what is no character.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ufdd0-\ufdef]"
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
BARE = re.compile(r"[A-Za-z0-9._:/][A-Za-z0-9._:/@+-]*(?<!:)")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

IN_XML = {
    **{code: f"&#{code};" for code in [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]},
    **str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}),
}
IN_NGINX = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
IN_PG = {
    **{code: f"\\{code:03o}" for code in [*range(1, 0x20), 0x7F]},
    **str.maketrans({"'": "''", "\\": "\\\\"}),
}


def refuse(why):
    raise ValueError(why)


def scalar(write, booleans=None):
    """A filter for text; numbers are plain, booleans are the format's words."""

    def one(value):
        if isinstance(value, str):
            return write(value)
        if isinstance(value, bool):
            return booleans[not value] if booleans else refuse("a boolean")
        if isinstance(value, (int, float)):
            return str(value)
        return refuse(f"no scalar: {type(value)}")

    def written(value, separator=None):
        return one(value) if separator is None else separator.join(map(one, value))

    return written


def bare(text):
    return text if BARE.fullmatch(text) else refuse("no bare word")


def comment(text):
    text = INVISIBLE.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)
    return text[:-1] + "\\u{5c}" if text.endswith("\\") else text


def nginx(text):
    if not BARE.fullmatch(text):
        if "$" in text or CONTROL.search(text.translate({9: None, 10: None, 13: None})):
            refuse("nginx cannot hold it")
        text = f'"{text.translate(IN_NGINX)}"'
    return text if len(text.encode()) <= 4000 else refuse("too long for nginx")


def apache(text):
    if BARE.fullmatch(text):
        return text
    if "${" in text or CONTROL.search(text.replace("\t", "")):
        refuse("httpd cannot hold it")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def xml(text):
    return refuse("XML cannot hold it") if NOT_XML.search(text) else text.translate(IN_XML)


def shell(text):
    return refuse("a null") if "\0" in text else "'" + text.replace("'", "'\\''") + "'"


def pg(text):
    return refuse("a null") if "\0" in text else f"'{text.translate(IN_PG)}'"


def pg_hba(text):
    if not 0 < len(text.encode()) <= 63 or text.startswith("/") or CONTROL.search(text):
        refuse("no name")
    return '"' + text.replace('"', '""') + '"'


def data(value):
    """JSON, which is YAML as well."""
    if value is None:
        refuse("nothing")
    if not isinstance(value, (str, int, float, list, dict)):
        value = list(value)
    text = json.dumps(value, ensure_ascii=False)
    return INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cat(*parts):
    return "".join(map(str, parts))


def secret(name):
    return f"/etc/qalyp/secrets/{name}"


TRUE_FALSE, ON_OFF = ("true", "false"), ("on", "off")

FILTERS = {
    "apache": scalar(apache, ("On", "Off")),
    "bare": scalar(bare),
    "comment": scalar(comment, TRUE_FALSE),
    "json": data,
    "nginx": scalar(nginx, ON_OFF),
    "pg": scalar(pg, ON_OFF),
    "pg_hba": lambda value: pg_hba(str(value)),
    "sh": scalar(shell, TRUE_FALSE),
    "split": str.split,
    "xml": scalar(xml, TRUE_FALSE),
    "yaml": data,
}

FUNCTIONS = {"cat": cat, "secret": secret}
