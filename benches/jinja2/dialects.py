"""The writing filters and the functions of the compiler's templates, as Python does them well: with
translation tables, regular expressions and the json module, which run in C.

They quote and refuse as those in `src/render/dialect/` do. What keeps a value without a filter out of
the output has no counterpart here, which is to Python's advantage.
"""

import json
import re

import languages

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


def line(text):
    return refuse("no line of text") if INVISIBLE.search(text) else text


NOT_INI = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef]")


def ini(text):
    if not text or NOT_INI.search(text) or text != text.strip(" ") or text.endswith("\\"):
        refuse("systemd cannot hold it")
    return text.replace("%", "%%")


IN_WORD = str.maketrans({'"': '\\"', "\\": "\\\\", "%": "%%", "\n": "\\n", "\t": "\\t"})


def ini_word(text):
    if BARE.fullmatch(text):
        return text
    if NOT_INI.search(text.replace("\n", "").replace("\t", "")):
        refuse("systemd cannot hold it")
    return f'"{text.translate(IN_WORD)}"'


def xml_comment(text):
    text = re.sub("(?<=-)-", "\\\\u{2d}", comment(text))
    return text[:-1] + "\\u{2d}" if text.endswith("-") else text


def openvpn(text):
    if not BARE.fullmatch(text):
        if CONTROL.search(text):
            refuse("OpenVPN cannot hold it")
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text if len(text.encode()) <= 200 else refuse("too long for OpenVPN")


PUNCTUATION = re.compile("[!-/:-@\\[-`{-~]")
DIGITS = frozenset("0123456789")


def means_itself(text, at):
    """Whether a punctuation mark is one, where it stands."""
    char, before, after = text[at], text[at - 1] if at else "", text[at + 1 : at + 2]
    match char:
        case "," | ";" | "?" | "%" | '"' | "'" | "/" | "(":
            return True
        case ".":
            no_list = after.isalnum() or not DIGITS.issuperset(text[:at])
            return no_list and text[max(at - 3, 0) : at].lower() != "www"
        case ")":
            return after.isalnum() or not DIGITS.issuperset(text[:at])
        case "-":
            return after.isalnum() and before != "-"
        case "+":
            return after.isalnum()
        case "=":
            return bool(before)
        case "#":
            return before.isalnum()
        case "&":
            return after.isspace()
        case "!":
            return bool(after)
        case ":":
            return (before in DIGITS and after in DIGITS) or (after == " " and bool(before))
    return False


def markdown(text):
    if INVISIBLE.search(text) or "⟦" in text or "⟧" in text:
        refuse("Markdown cannot hold it")
    inner = text.strip()
    start = len(text) - len(text.lstrip())
    end = start + len(inner)

    def edge(part):
        return "".join(f"&#{ord(char)};" for char in part)

    def escape(found):
        char = found[0]
        if char == "|":
            return "&#124;"
        return char if means_itself(text, found.start() + start) else "\\" + char

    return edge(text[:start]) + PUNCTUATION.sub(escape, inner) + edge(text[end:])


def markdown_code(text):
    if INVISIBLE.search(text) or "|" in text or not text or text != text.strip():
        refuse("code cannot hold it")
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


LINK = re.compile(r"https?://[!-;=?-\[\]-_a-{}~]+|[!-;=?-\[\]-_a-{}~]+@[^@]*\.[^@]*")


def markdown_link(text):
    return f"<{text}>" if LINK.fullmatch(text) else refuse("no link")


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
    **languages.FILTERS,
    "apache": scalar(apache, ("On", "Off")),
    "bare": scalar(bare),
    "comment": scalar(comment, TRUE_FALSE),
    "ini": scalar(ini, ("yes", "no")),
    "ini_word": scalar(ini_word, ("yes", "no")),
    "json": data,
    "markdown": scalar(markdown),
    "markdown_code": scalar(markdown_code),
    "markdown_link": scalar(markdown_link),
    "nginx": scalar(nginx, ON_OFF),
    "openvpn": scalar(openvpn),
    "pg": scalar(pg, ON_OFF),
    "pg_hba": lambda value: pg_hba(str(value)),
    "sh": scalar(shell, TRUE_FALSE),
    "split": str.split,
    "text": scalar(line, TRUE_FALSE),
    "xml": scalar(xml, TRUE_FALSE),
    "xml_comment": scalar(xml_comment, TRUE_FALSE),
    "yaml": data,
}

FUNCTIONS = {"cat": cat, "secret": secret}
