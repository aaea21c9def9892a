"""Telegram's HTML: text and entities out of markup, and its complaints with byte offsets."""

import re
from dataclasses import dataclass

from tests.fakes.telegram.errors import Json, Refusal, bad

_TAGS = "a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote"
TAGS = frozenset(_TAGS.split())
TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre",
}  # fmt: skip
LITERALS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAMED = re.compile("&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
SPACES = " \t\r\n\v\f"
END = "\0"
MARK = re.compile("[<&\0]")


def utf16(text: str) -> int:
    """The length Telegram counts entities in."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass
class _Open:
    """A tag not closed yet."""

    tag: str
    argument: str
    offset: int
    begin: int


class _Reader:
    """One pass over the markup; `END` stands behind the last character."""

    def __init__(self, markup: str) -> None:
        self.markup = markup.replace(END, "") + END
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def wrong(self, complaint: str, at: int | None = None) -> Refusal:
        """A complaint, with the byte it is about."""
        place = "" if at is None else f" at byte offset {len(self.markup[:at].encode())}"
        return bad(f"can't parse entities: {complaint.replace('@', place)}")

    def read(self) -> tuple[str, list[Json]]:
        while (character := self.markup[self.at]) != END:
            if character == "<":
                self._close() if self.markup[self.at + 1] == "/" else self._begin()
                self.at += 1
            elif character == "&":
                self._add(self._decoded() or self._taken(self.at + 1))
            else:
                self._add(self._taken(MARK.search(self.markup, self.at).start()))  # type: ignore[union-attr]
        if self.open:
            raise self.wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _taken(self, end: int) -> str:
        """The markup up to ``end``, stepping over it."""
        begin, self.at = self.at, end
        return self.markup[begin:end]

    def _add(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16(text)

    def _decoded(self) -> str:
        """The character an entity like &amp; names, stepping over it; empty when it names none."""
        match = NAMED.match(self.markup, self.at)
        if match is None or len(match[0].rstrip(";")) >= 10:
            return ""
        hexadecimal, decimal, name = match.groups()
        if name:
            character = LITERALS.get(name, "")
        else:
            character = _numbered(int(hexadecimal, 16) if hexadecimal else int(decimal))
        self.at = match.end() if character else self.at
        return character

    def _word(self, stops: str) -> str:
        begin = self.at
        while self.markup[self.at] not in stops + END:
            self.at += 1
        return self.markup[begin : self.at]

    def _skip_spaces(self) -> None:
        while self.markup[self.at] in SPACES:
            self.at += 1

    def _begin(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._word(SPACES + ">").lower()
        if self.markup[self.at] == END:
            raise self.wrong("Unclosed start tag@", begin)
        if tag not in TAGS:
            raise self.wrong(f'Unsupported start tag "{tag}"@', begin)
        argument = ""
        while True:
            self._skip_spaces()
            if self.markup[self.at] == ">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise self.wrong('Tag "span" must have class "tg-spoiler"@', begin)
        self.open.append(_Open(tag, argument, self.length, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._word(SPACES + "=>/\"'")
        if not name:
            raise self.wrong(f'Empty attribute name in the tag "{tag}"@', begin)
        self._skip_spaces()
        if self.markup[self.at] != "=":
            if self.markup[self.at] == END:
                raise self.wrong(f'Unclosed start tag "{tag}"@', begin)
            return name, ""
        self.at += 1
        self._skip_spaces()
        if self.markup[self.at] == END:
            raise self.wrong(f'Unclosed start tag "{tag}"@', begin)
        value = self._quoted() if self.markup[self.at] in "\"'" else self._token()
        if self.markup[self.at] == END:
            raise self.wrong("Unclosed start tag@", begin)
        return name, value

    def _token(self) -> str:
        begin = self.at
        while self.markup[self.at].isascii() and (
            self.markup[self.at].isalnum() or self.markup[self.at] in ".-"
        ):
            self.at += 1
        if self.markup[self.at] not in SPACES + ">":
            raise self.wrong("Unexpected end of name token@", begin)
        return self.markup[begin : self.at].lower()

    def _quoted(self) -> str:
        quote, value = self.markup[self.at], ""
        self.at += 1
        while (character := self.markup[self.at]) not in (quote, END):
            if character == "&" and (decoded := self._decoded()):
                value += decoded
                continue
            value += character
            self.at += 1
        if self.markup[self.at] == quote:
            self.at += 1
        return value

    def _close(self) -> None:
        begin = self.at
        if not self.open:
            raise self.wrong("Unexpected end tag@", begin)
        self.at += 2
        found = self._word(SPACES + ">").lower()
        self._skip_spaces()
        if self.markup[self.at] != ">":
            raise self.wrong("Unclosed end tag@", begin)
        tag = self.open[-1]
        if found and found != tag.tag:
            raise self.wrong(f'Unmatched end tag@, expected "</{tag.tag}>", found "</{found}>"', begin)
        self.open.pop()
        if self.length > tag.offset:
            self._entity(tag)

    def _entity(self, tag: _Open) -> None:
        place: Json = {"offset": tag.offset, "length": self.length - tag.offset}
        last = self.entities[-1] if self.entities else {}
        same = {key: last.get(key) for key in place} == place
        if tag.tag == "a":
            self._link(place, tag.argument or "".join(self.out[tag.begin :]))
        elif tag.tag == "blockquote":
            kind = "expandable_blockquote" if tag.argument else "blockquote"
            self.entities.append({"type": kind} | place)
        elif tag.tag == "tg-emoji":
            if not tag.argument.isdigit():
                raise self.wrong("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji"} | place | {"custom_emoji_id": tag.argument})
        elif tag.tag == "pre" and same and last.get("type") == "code" and "language" in last:
            last["type"] = "pre"
        elif tag.tag == "code":
            language = {"language": tag.argument} if tag.argument else {}
            self.entities.append({"type": "code"} | place | language)
        elif tag.tag in TYPES:
            self.entities.append({"type": TYPES[tag.tag]} | place)

    def _link(self, place: Json, address: str) -> None:
        if address.startswith("tg://user?id=") and address[13:].isdigit():
            user = {"id": int(address[13:]), "is_bot": False, "first_name": "User"}
            self.entities.append({"type": "text_mention"} | place | {"user": user})
        elif url := checked_url(address):
            self.entities.append({"type": "text_link"} | place | {"url": url})


def _numbered(code: int) -> str:
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _argument(tag: str, name: str, value: str) -> str:
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "blockquote" and name == "expandable":
        return "1"
    return value if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")} else ""


def checked_url(address: str) -> str:
    """An address as Telegram keeps it, empty when it is none: a known scheme, and a host with a dot."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        scheme, rest = "http", address
    if scheme.lower() in {"tg", "ton", "tonsite"}:
        return address
    host = rest.split("/")[0].split("?")[0].split("@")[-1].split(":")[0]
    if scheme.lower() not in {"http", "https"} or "." not in host.strip(".") or " " in address:
        return ""
    return f"{scheme.lower()}://{rest}" + ("" if "/" in rest else "/")


def parse_html(markup: str) -> tuple[str, list[Json]]:
    """Text and entities, or the real server's complaint."""
    text, entities = _Reader(markup).read()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities
