"""What Discord demands of a message."""

from tests.fakes.discord.check_components import check_components
from tests.fakes.discord.errors import Form, Json, Refused, empty_message

SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, VOICE, COMPONENTS_V2 = 1 << 12, 1 << 13, 1 << 15
EMBED_LIMITS = {"title": 256, "description": 4096}


def check_message(body: Json, files: dict[int, object], *, edit: bool = False, v2: bool = False) -> None:
    """A body that makes or changes a message; refuses with everything that is wrong with it."""
    form = Form()
    flags = body.get("flags") or 0
    form.between(("flags",), flags, 0, 1 << 31)
    v2 = v2 or (isinstance(flags, int) and bool(flags & COMPONENTS_V2))
    content = body.get("content")
    form.optional(("content",), content.strip() if isinstance(content, str) else content, 2000)
    if v2 and (content or body.get("embeds") or body.get("poll")):
        message = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        form.add(("content",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    check_embeds(form, body.get("embeds"))
    check_components(form, body.get("components"), v2=v2)
    check_attachments(form, body.get("attachments"), files)
    check_mentions(form, body.get("allowed_mentions"))
    check_nonce(form, body.get("nonce"))
    form.check()
    check_voice(body, files)
    if not edit and not says_something(body, files):
        raise empty_message()


def says_something(body: Json, files: dict[int, object]) -> bool:
    """Whether there is anything to show."""
    text = str(body.get("content") or "").strip()
    return bool(text or body.get("embeds") or files or body.get("sticker_ids") or shows_components(body))


def shows_components(body: Json) -> bool:
    """Buttons alone are a message too."""
    return bool(body.get("components"))


def check_nonce(form: Form, nonce: object) -> None:
    """A nonce is a short string or a number."""
    if nonce is not None and len(str(nonce)) > 25:
        form.add(("nonce",), "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length.")


def check_embeds(form: Form, embeds: object) -> None:
    """Up to ten embeds, 6000 characters together."""
    if embeds is None or not form.count(("embeds",), embeds, 0, 10) or not isinstance(embeds, list):
        return
    for index, embed in enumerate(embeds):
        path = ("embeds", index)
        for name, high in EMBED_LIMITS.items():
            form.optional((*path, name), embed.get(name), high)
        form.optional((*path, "footer", "text"), (embed.get("footer") or {}).get("text"), 2048)
        form.optional((*path, "author", "name"), (embed.get("author") or {}).get("name"), 256)
        if form.count((*path, "fields"), embed.get("fields", []), 0, 25):
            for number, field in enumerate(embed.get("fields", [])):
                form.length((*path, "fields", number, "name"), field.get("name"), 1, 256)
                form.length((*path, "fields", number, "value"), field.get("value"), 1, 1024)
    if sum(map(embed_size, embeds)) > 6000:
        form.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def embed_size(embed: Json) -> int:
    """The characters of an embed that count."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields", []):
        texts += [field.get("name"), field.get("value")]
    return sum(len(text or "") for text in texts)


def check_attachments(form: Form, attachments: object, files: dict[int, object]) -> None:
    """Up to ten files, each description belonging to one of them."""
    if len(files) > 10:
        form.add(("files",), "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 10 in length.")
    if attachments is None or not form.count(("attachments",), attachments, 0, 10):
        return
    if not isinstance(attachments, list):
        return
    for index, one in enumerate(attachments):
        path = ("attachments", index)
        form.optional((*path, "description"), one.get("description"), 1024)
        number = str(one.get("id", ""))
        if not number.isdigit():
            form.add((*path, "id"), "NUMBER_TYPE_COERCE", f'Value "{number}" is not snowflake.')
        elif int(number) < 100 and int(number) not in files:
            form.add((*path, "id"), "ATTACHMENT_NOT_FOUND", f"No file was uploaded for attachment {number}")


def check_mentions(form: Form, allowed: object) -> None:
    """allowed_mentions: known words, no contradiction."""
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        form.add(("allowed_mentions",), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    parse = allowed.get("parse") or []
    for index, word in enumerate(parse):
        form.choice(("allowed_mentions", "parse", index), word, ("roles", "users", "everyone"))
    for kind in ("users", "roles"):
        form.count(("allowed_mentions", kind), allowed.get(kind) or [], 0, 100)
        if kind in parse and allowed.get(kind):
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            form.add(
                ("allowed_mentions",), code, f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            )


def check_voice(body: Json, files: dict[int, object]) -> None:
    """A voice message is one sound with its length and its wave, and nothing else."""
    if not (body.get("flags") or 0) & VOICE:
        return
    if body.get("content") or body.get("embeds") or body.get("components"):
        raise Refused(400, 50159, "Voice messages do not support additional content.")
    if len(files) != 1:
        raise Refused(400, 50160, "Voice messages must have a single audio attachment.")
    described = (body.get("attachments") or [{}])[0]
    if described.get("duration_secs") is None or not described.get("waveform"):
        raise Refused(400, 50161, "Voice messages must have supporting metadata.")
