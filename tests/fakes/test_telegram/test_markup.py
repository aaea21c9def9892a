"""Any markup at all is either text with entities inside it, or refused; escaped text always passes."""

import html

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram import Refusal
from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.html import utf16
from tests.fakes.telegram.texts import formatted

PIECES = st.sampled_from(
    ["<b>", "</b>", "<a href='x.de'>", "</a>", "<", ">", "</", "&", "&amp;", "&#x1f339;", "&#0;", "🌹", " ",
     "\n", "ö", "=", "'", '"', '<code class="language-x">', "</code>", "<pre>", "</pre>", "/start",
     "@somebody", "https://a.de/b", "<tg-spoiler>", "</tg-spoiler>", "<blockquote expandable>",
     "</blockquote>", "\0"],
)  # fmt: skip


def read(markup: str) -> tuple[str, str, list[Json]]:
    """The complaint, or an empty one and what was understood."""
    try:
        return "", *formatted(markup, "HTML", "")
    except Refusal as refusal:
        return refusal.description, "", []


@given(st.lists(PIECES, max_size=12).map("".join))
def test_markup_is_understood_or_refused(markup: str) -> None:
    complaint, text, entities = read(markup)
    assert complaint == "" or complaint.startswith("Bad Request: can't parse entities: ")
    assert text == text.rstrip()
    for entity in entities:
        assert entity["offset"] >= 0
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60))
def test_escaped_text_arrives_as_it_was(text: str) -> None:
    assert formatted(html.escape(text), "HTML", "")[0] == formatted(text, "", "")[0]


def test_named_and_numbered_characters_end_where_the_real_server_ends_them() -> None:
    assert formatted("&lt5 &amp;amp; &nbsp; &#65;&#x42 &#0; &#00000065; &unknown", "HTML", "")[0] == (
        "<5 &amp; &nbsp; AB &#0; &#00000065; &unknown"
    )
