"""What stands in a chat, made readable: one line a thing, nothing in it that changes from run to run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.discord import Message as DiscordMessage
    from tests.fakes.telegram import Message as TelegramMessage

BUTTON, LABEL, SELECT, BOXES, LINE, ROW = 2, 18, 3, 22, 4, 1
STYLES = {1: "primary", 2: "plain", 3: "success", 4: "danger", 5: "link"}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "expandable_blockquote": "quote folded",
}


def block(head: str, *lines: str) -> str:
    """A heading with lines below it, each set in."""
    flat = [each for line in lines if line for each in line.splitlines()]
    return "\n".join([head, *(f"  {each}".rstrip() for each in flat)])


def said(text: str) -> str:
    """Words, each line behind a bar, so that blank lines show."""
    return "\n".join(f"| {line}".rstrip() for line in text.split("\n")) if text else ""


# -- the web chat ----------------------------------------------------------------------------------


def of_page(given: Mapping[str, Any]) -> str:
    """A bubble of the page."""
    who = f"{given['from']} «{given['name']}»" + (" closed" if given["closed"] else "")
    bars = [
        f"bar {each['share']:.2f} {each['label']} · {each['note']}".rstrip(" ·") for each in given["meters"]
    ]
    until = [f"bar until {each['until']}" for each in given["meters"] if each["until"]]
    return block(
        who,
        said(given["text"]),
        *bars,
        *until,
        *(_shown(each) for each in given["media"]),
        _sheet(given["form"]) if given["form"] else "",
        _pressable("buttons", given["buttons"]),
        _pressable("nav", given["nav"]),
        _hint(given["input"]),
    )


def _shown(medium: Mapping[str, Any]) -> str:
    marks = [name for name in ("spoiler", "protected") if medium[name]]
    described = [f"{name}={medium[name]!r}" for name in ("alt", "name", "mime", "transcript") if medium[name]]
    return " ".join([f"<{medium['kind']}>", *marks, *described])


def _pressable(name: str, buttons: Sequence[Mapping[str, Any]]) -> str:
    drawn = [
        f"[{'✓ ' if each['selected'] else ''}{each['label']}]"
        + ("" if each["style"] == "plain" else f"({each['style']})")
        for each in buttons
    ]
    return f"{name}: {' '.join(drawn)}" if drawn else ""


def _hint(hint: Mapping[str, Any] | None) -> str:
    return "" if hint is None else f"composer: {hint['placeholder']!r}{' secret' if hint['secret'] else ''}"


def _sheet(sheet: Mapping[str, Any]) -> str:
    fields = [
        f"{each['kind']} {each['label']!r}{' *' if each['required'] else ''} = {each['value']!r}"
        + (f" of {[one['label'] for one in each['options']]}" if each["options"] else "")
        for each in sheet["fields"]
    ]
    return block(f"form «{sheet['title']}» [{sheet['submit']['label']}]", said(sheet["text"]), *fields)


# -- Telegram --------------------------------------------------------------------------------------


def of_telegram(message: "TelegramMessage") -> str:
    """A message in a private chat."""
    marks = [name for name in ("spoiler", "protected", "silent") if getattr(message, name)]
    marks += ["album"] if message.album else []
    marks += ["in reply"] if message.reply_to is not None else []
    entities = message.content.get("entities") or message.content.get("caption_entities") or []
    rows = [" ".join(f"[{label}]" for label in row) for row in message.keyboard]
    asked = (message.reply_markup or {}).get("input_field_placeholder", "")
    return block(
        " ".join([message.kind, *marks]),
        said(_marked(message.words, entities)),
        *rows,
        f"opens a reply: {asked!r}" if message.asks_reply else "",
    )


def _marked(words: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The words with their entities in pointed brackets; offsets count UTF-16."""
    units = words.encode("utf-16-le")
    marks: list[tuple[int, int, str]] = []
    for each in entities:
        tag = TAGS.get(str(each["type"]))
        if tag:
            begin, end = int(each["offset"]), int(each["offset"]) + int(each["length"])
            marks += [(begin, 1, f"<{tag}>"), (end, 0, f"</{tag.split()[0]}>")]
    drawn, at = "", 0
    for offset, _, mark in sorted(marks):
        drawn += units[at * 2 : offset * 2].decode("utf-16-le") + mark
        at = offset
    return drawn + units[at * 2 :].decode("utf-16-le")


# -- Discord ---------------------------------------------------------------------------------------


def of_discord(message: "DiscordMessage") -> str:
    """A message in direct messages."""
    return block(
        "message" + (" ephemeral" if message.ephemeral else ""),
        said(message.content),
        *(_panel(each) for each in message.embeds),
        *(_attached(each) for each in message.attachments),
        *(line for each in message.components for line in _component(each)),
    )


def _panel(embed: Mapping[str, Any]) -> str:
    author = (embed.get("author") or {}).get("name", "")
    image = (embed.get("image") or {}).get("url", "")
    named = "an attached picture" if image else ""
    return block(
        f"panel #{embed.get('color', 0):06x} {author}".rstrip(), said(embed.get("description") or ""), named
    )


def _attached(file: Any) -> str:
    spoiler = " spoiler" if file.spoiler else ""
    return f"<{file.name}>{spoiler} alt={file.description or ''!r}"


def _component(one: Mapping[str, Any]) -> list[str]:
    kind = one.get("type")
    if kind == ROW:
        inside = [line for each in one.get("components") or [] for line in _component(each)]
        return [" ".join(inside)] if all(line.startswith("[") for line in inside) else inside
    if kind == LABEL:
        return [f"{one['label']!r}: {line}" for line in _component(one["component"])]
    if kind == BUTTON:
        style = STYLES.get(int(one.get("style", 2)), "?")
        off = " off" if one.get("disabled") else ""
        return [f"[{one.get('label')}]" + ("" if style == "plain" else f"({style})") + off]
    if kind in (SELECT, BOXES):
        lines = [
            ("✓ " if each.get("default") else "") + str(each["label"]) for each in one.get("options") or []
        ]
        count = f"{one.get('min_values')}-{one.get('max_values')}"
        return [f"menu {one.get('placeholder') or ''!r} {count}: {' | '.join(lines)}"]
    if kind == LINE:
        return [f"line {one.get('value') or ''!r}{' *' if one.get('required', True) else ''}"]
    return [f"component {kind}"]


def of_modal(modal: Mapping[str, Any]) -> str:
    """A modal that stands open."""
    return block(
        f"modal «{modal['title']}»", *(line for each in modal["components"] for line in _component(each))
    )
