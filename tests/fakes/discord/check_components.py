"""What Discord demands of components in messages and of modals."""

from typing import Any

from tests.fakes.discord.errors import Form, Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = (3, 5, 6, 7, 8)
IN_A_LABEL = (TEXT_INPUT, *SELECTS, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX)
V2_TOP_LEVEL = (ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER)
LINK, PREMIUM = 5, 6

Path = tuple[str | int, ...]


def nested(components: list[Any]) -> list[Json]:
    """Every component of a tree, outer ones first."""
    found: list[Json] = []
    for one in components:
        if isinstance(one, dict):
            inner = [one["component"]] if one.get("component") else []
            inner += [one["accessory"]] if one.get("accessory") else []
            found += [one, *nested((one.get("components") or []) + inner)]
    return found


def numbered(components: list[Any]) -> list[Any]:
    """The same with the ids Discord gives to components that came without."""
    taken = {one["id"] for one in nested(components) if one.get("id")}
    fresh = (number for number in range(1, 1_000) if number not in taken)
    for one in nested(components):
        one["id"] = one.get("id") or next(fresh)
    return components


def check_components(form: Form, components: object, *, v2: bool = False) -> None:
    """The components of a message."""
    path: Path = ("components",)
    if components is None:
        return
    if not form.count(path, components, 0, 40 if v2 else 5) or not isinstance(components, list):
        return
    for index, component in enumerate(components):
        check_top_level(form, (*path, index), component, v2=v2)
    everything = nested(components)
    if v2 and len(everything) > 40:
        form.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "Total number of components exceeds 40")
    text = sum(len(str(one.get("content", ""))) for one in everything if one.get("type") == TEXT_DISPLAY)
    if text > 4000:
        form.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Text size exceeds maximum size of 4000")
    check_unique(form, path, everything)


def check_unique(form: Form, path: Path, everything: list[Json]) -> None:
    """No custom id twice in one message or modal."""
    seen: set[str] = set()
    for one in everything:
        custom_id = one.get("custom_id")
        if isinstance(custom_id, str) and custom_id in seen:
            form.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        seen.add(str(custom_id))


def check_top_level(form: Form, path: Path, component: object, *, v2: bool) -> None:
    """One component of the outermost list."""
    if not isinstance(component, dict):
        form.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    form.choice((*path, "type"), component.get("type"), V2_TOP_LEVEL if v2 else (ROW,))
    if component.get("type") == ROW:
        check_row(form, path, component)
    elif component.get("type") == CONTAINER and form.count(
        (*path, "components"), component.get("components"), 1, 40
    ):
        for index, inner in enumerate(component["components"]):
            check_top_level(form, (*path, "components", index), inner, v2=True)
    elif component.get("type") == TEXT_DISPLAY:
        form.length((*path, "content"), component.get("content"), 1, 4000)


def check_row(form: Form, path: Path, row: Json) -> None:
    """An action row: up to five buttons, or one select."""
    path = (*path, "components")
    if not form.count(path, row.get("components"), 1, 5):
        return
    selects = [one for one in row["components"] if isinstance(one, dict) and one.get("type") in SELECTS]
    if selects and len(row["components"]) > 1:
        form.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
    for index, one in enumerate(row["components"]):
        kind = one.get("type") if isinstance(one, dict) else None
        form.choice((*path, index, "type"), kind, (BUTTON, *SELECTS))
        if kind == BUTTON:
            check_button(form, (*path, index), one)
        elif kind in SELECTS:
            check_select(form, (*path, index), one)


def check_button(form: Form, path: Path, button: Json) -> None:
    """A button: a link has an address, the others a custom id, all a label or an emoji."""
    style = button.get("style")
    form.choice((*path, "style"), style, (1, 2, 3, 4, LINK, PREMIUM))
    if style == LINK:
        form.length((*path, "url"), button.get("url"), 1, 512)
        if not str(button.get("url")).startswith(("http://", "https://", "discord://")):
            message = "Scheme must be one of ('http', 'https', 'discord')."
            form.add((*path, "url"), "URL_TYPE_INVALID_SCHEME", message)
        if button.get("custom_id") is not None:
            form.add(
                path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified"
            )
    elif style != PREMIUM:
        form.length((*path, "custom_id"), button.get("custom_id"), 1, 100)
    form.optional((*path, "label"), button.get("label"), 80)
    check_emoji(form, (*path, "emoji"), button.get("emoji"))
    if not button.get("label") and not button.get("emoji") and style != PREMIUM:
        form.add(path, "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or an emoji")


def check_emoji(form: Form, path: Path, emoji: object) -> None:
    """An emoji of one's own, by id, or a real one."""
    if emoji is None:
        return
    name = emoji.get("name") if isinstance(emoji, dict) else None
    if not (isinstance(emoji, dict) and emoji.get("id")) and (not name or str(name).isascii()):
        form.add((*path, "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")


def check_select(form: Form, path: Path, select: Json, *, modal: bool = False) -> None:
    """A select: its texts, its options, how many may be picked."""
    form.length((*path, "custom_id"), select.get("custom_id"), 1, 100)
    form.optional((*path, "placeholder"), select.get("placeholder"), 150)
    form.between((*path, "min_values"), select.get("min_values"), 0, 25)
    form.between((*path, "max_values"), select.get("max_values"), 1, 25)
    if modal:
        check_required(form, path, select)
        if select.get("disabled"):
            form.add(
                (*path, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "Components in a modal cannot be disabled"
            )
    if select.get("type") == STRING_SELECT:
        check_options(form, (*path, "options"), select.get("options"), 1, 25)
        wanted = max(select.get("min_values") or 0, select.get("max_values") or 1)
        if wanted > len(select.get("options") or []):
            message = "max_values must not be greater than the number of options"
            form.add((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_INVALID", message)
        chosen = sum(bool(one.get("default")) for one in select.get("options") or [])
        if chosen > (select.get("max_values") or 1):
            message = "The number of default options exceeds max_values"
            form.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)


def check_required(form: Form, path: Path, field: Json) -> None:
    """What must be filled cannot ask for nothing."""
    if field.get("required", True) and field.get("min_values") == 0:
        message = "min_values must be at least 1 when the component is required"
        form.add((*path, "min_values"), "COMPONENT_MIN_VALUES_REQUIRED", message)


def check_options(form: Form, path: Path, options: object, low: int, high: int) -> None:
    """The options of a select, a radio group or a checkbox group."""
    if not form.count(path, options, low, high) or not isinstance(options, list):
        return
    values: set[str] = set()
    for index, option in enumerate(options):
        form.length((*path, index, "label"), option.get("label"), 1, 100)
        form.length((*path, index, "value"), option.get("value"), 1, 100)
        form.optional((*path, index, "description"), option.get("description"), 100)
        check_emoji(form, (*path, index, "emoji"), option.get("emoji"))
        if option.get("value") in values:
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            form.add((*path, index, "value"), code, "The specified option value is already used")
        values.add(str(option.get("value")))
