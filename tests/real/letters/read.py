"""Reads e-mails as a mail program does and prints what is in them, one JSON document for all.

Python's email package under its strict policy raises on every defect of a message. What it does not
look at (line ends, lengths, 8-bit octets in a header) is looked at here.
"""

import email
import email.header
import email.policy
import email.utils
import html.parser
import json
import sys


class Text(html.parser.HTMLParser):
    """The words of a page, its elements and where its links lead."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.elements, self.links, self.hidden = [], set(), [], 0

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.hidden += tag in ("head", "style")
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]
        for name, _ in attrs:
            assert not name.startswith("on"), f"a handler: {name}"

    def handle_endtag(self, tag):
        self.hidden -= tag in ("head", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def read(path):
    raw = open(path, "rb").read()
    assert raw.endswith(b"\r\n"), "the last line has no end"
    bare = raw.replace(b"\r\n", b"")
    assert b"\r" not in bare and b"\n" not in bare, "a line that does not end with CRLF"
    lines = raw.split(b"\r\n")
    longest = max(map(len, lines))
    assert longest <= 998, f"a line of {longest} octets"
    head = raw[: raw.index(b"\r\n\r\n")]
    assert all(octet < 128 for octet in head), "a header that is not ASCII"
    assert max(map(len, head.split(b"\r\n"))) <= 78, "a header line that is not folded"
    message = email.message_from_bytes(raw, policy=email.policy.strict)
    names = [name.lower() for name in message.keys()]
    assert len(names) == len(set(names)), f"a header stands twice: {names}"
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    for part in [message, *parts]:
        assert not part.defects, part.defects
        for value in part.values():
            assert not value.defects, (str(value), value.defects)
    assert all(part.get_content_charset() == "utf-8" for part in parts)
    plain, page = (part.get_content() for part in parts)
    text = Text()
    text.feed(page)
    text.close()
    assert all(len(message[name].addresses) == 1 for name in names if name in ("from", "to"))
    # The strict policy puts a space between the encoded words of a name, against RFC 2047 section
    # 6.2; the older reader does not.
    plainly = email.message_from_bytes(raw, policy=email.policy.compat32)

    def mailbox(name):
        person, address = email.utils.parseaddr(plainly[name])
        return [[str(email.header.make_header(email.header.decode_header(person))), address]]

    return {
        "headers": sorted(names),
        "from": mailbox("from"),
        "to": mailbox("to") if "to" in names else [],
        "subject": str(message["subject"]),
        "language": str(message["content-language"]),
        "encodings": [part["content-transfer-encoding"].cte for part in parts],
        "plain": plain,
        "html": page,
        "text": "".join(text.words),
        "elements": sorted(text.elements),
        "links": text.links,
    }


print(json.dumps({path: read(path) for path in sys.argv[1:]}))
