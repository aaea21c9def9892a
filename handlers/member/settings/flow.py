"""The conversation of settings: every question, and a summary with an edit button on every line."""

from collections.abc import Callable, Mapping

from handlers.chat.outgoing import Ask, Choice, Message, Style
from handlers.drops import rounds
from handlers.flows import Again, Answer, Draft, Flow, Jump, Next, Step, Taken, Talk, pick
from handlers.member.safety.thaw import reschedule
from handlers.member.settings.kinds import hour, number, one_of, shown
from handlers.member.settings.zone import ZONE_STEPS
from handlers.rules.clock import Quiet, clock_time
from handlers.turn import Turn
from storage.tables import Consent, User

FLOW = "settings"
SUMMARY = "summary"
YES_NO = ("yes", "no")
RATHER_NOT = "rather_not"
ORIENTATIONS = ("straight", "gay", "lesbian", "bi", "pan", "ace", "queer", RATHER_NOT)
RELATIONSHIPS = ("single", "partnered", "married", "open", "poly", RATHER_NOT)
OFFERED = {"orientation": ORIENTATIONS, "relationship": RELATIONSHIPS}
PRIVATE_WORDS = {"orientation": "orientation", "relationship": "relationship_status"}
NUMBERS = ("daily_at", "quiet_from", "quiet_to", "max_intensity", "tasks_a_day", "punishments_a_day",
           "spending_cap", "inspect_from", "inspect_to", "reality_minutes")  # fmt: skip
FIGURES = ("max_intensity", "tasks_a_day", "punishments_a_day", "spending_cap")
"""Consents in figures: the safety journal holds them, so that a restored back-up cannot raise them."""
CONSENTS = ("auto_punishment", "inspections")
SWITCHES = ("discreet", "auto_punishment", "inspections", "check_in")


def _not_quiet(talk: Talk, minutes: int) -> str | None:
    quiet = Quiet.from_minutes(int(talk.one("quiet_from", "0")), int(talk.one("quiet_to", "0")))
    return "settings.daily_at.quiet" if quiet.holds(clock_time(minutes)) else None


def _is(name: str) -> Callable[[Draft], bool]:
    return lambda draft: draft.get(name) == "yes"


STEPS: tuple[Step, ...] = (
    *ZONE_STEPS,
    hour("quiet_from", (1260, 1320, 1380, 0)),
    hour("quiet_to", (360, 420, 480, 540)),
    hour("daily_at", (420, 480, 540, 720, 1080, 1140, 1200), check=_not_quiet),
    one_of("discreet", YES_NO),
    one_of("orientation", ORIENTATIONS, free=True, optional=True),
    one_of("relationship", RELATIONSHIPS, free=True, optional=True),
    number("max_intensity", 1, 3, (1, 2, 3)),
    number("tasks_a_day", 1, 10, (1, 2, 3, 5)),
    one_of("auto_punishment", YES_NO),
    number("punishments_a_day", 0, 5, (0, 1, 2), needed=_is("auto_punishment")),
    number("spending_cap", 0, 100_000, (0, 50, 100, 250)),
    one_of("inspections", YES_NO),
    hour("inspect_from", (540, 600, 1080), needed=_is("inspections")),
    hour("inspect_to", (1080, 1200, 1260), needed=_is("inspections")),
    one_of("check_in", YES_NO),
    number("reality_minutes", 0, 480, (0, 30, 60, 120)),
)
LINES = tuple(step.name for step in STEPS if step.name != "zone_sure")


def _value(talk: Talk, name: str) -> str:
    given = talk.one(name)
    if not given:
        return talk.text("settings.not_said")
    if name in ("daily_at", "quiet_from", "quiet_to", "inspect_from", "inspect_to"):
        return shown(int(given))
    # What is typed in one's own words may be called like some other text.
    offered = given in OFFERED.get(name, (given,))
    key = f"settings.{name}.{given}"
    return talk.text(key) if offered and talk.texts.has(key) else given


def _ask_summary(talk: Talk) -> Message:
    lines = [name for name in LINES if _step(name).needed(talk.draft)]
    rows = [f"{talk.text(f'settings.{name}.name')}: {_value(talk, name)}" for name in lines]
    edits = tuple(
        pick(name, talk.text("settings.edit", what=talk.text(f"settings.{name}.name"))) for name in lines
    )
    save = pick("save", talk.text("common.save"), style=Style.PRIMARY)
    others = tuple(
        Choice(talk.text(f"settings.other.{what}"), "settings.other", {"what": what})
        for what in ("limits", "tags", "safeword", "spoken_word", "persona")
    )
    return Ask(talk.text("settings.summary") + "\n\n" + "\n".join(rows), choices=(save, *edits), nav=others)


def _take_summary(talk: Talk, answer: Answer) -> Taken:
    given = answer.picked or ""
    if given == "save" or (answer.typed or "").strip().casefold() == talk.text("common.save").casefold():
        problem = _not_quiet(talk, int(talk.one("daily_at", "0")))
        return Again(talk.text(f"{problem}_now")) if problem else Next(talk.draft, talk.text("common.save"))
    if given in LINES:
        return Jump(talk.draft, given, return_to=SUMMARY)
    return Again(talk.text("settings.press_save"))


def _step(name: str) -> Step:
    return next(step for step in STEPS if step.name == name)


# -- reading and writing ---------------------------------------------------------------------------


async def draft_of(turn: Turn) -> Draft:
    """The member's settings as the conversation's draft."""
    settings = turn.me.choices
    draft: dict[str, str | list[str]] = {"zone": settings.zone}
    draft |= {name: str(getattr(settings, name)) for name in NUMBERS}
    draft |= {name: "yes" if getattr(settings, name) else "no" for name in SWITCHES}
    for name, column in PRIVATE_WORDS.items():
        draft[name] = await turn.tx.open(turn.me.member, column) or ""
    return draft


async def said_of(turn: Turn, member: User) -> list[str]:
    """Orientation and relationship in words, without what the member rather keeps to herself."""
    said = []
    for name, column in PRIVATE_WORDS.items():
        words = await turn.tx.open(member, column)
        if words and words != RATHER_NOT:
            said.append(turn.text(f"settings.{name}.{words}") if words in OFFERED[name] else words)
    return said


async def keep(turn: Turn, draft: Draft) -> None:
    """Write the settings; consent to punishments is noted with its time."""
    settings = turn.me.choices
    before = {name: getattr(settings, name) for name in CONSENTS}
    figures = {name: getattr(settings, name) for name in FIGURES}
    settings.zone, settings.zone_confirmed = str(draft["zone"]), True
    for name in NUMBERS:
        if name != "spending_cap":
            setattr(settings, name, int(str(draft[name])))
    _keep_cap(turn, int(str(draft["spending_cap"])))
    for name in SWITCHES:
        setattr(settings, name, draft[name] == "yes")
    await turn.tx.seal(
        turn.me.member,
        orientation=str(draft.get("orientation") or "") or None,
        relationship_status=str(draft.get("relationship") or "") or None,
    )
    for name in CONSENTS:
        if getattr(settings, name) != before[name]:
            await _note_consent(turn, name, given=getattr(settings, name))
    for name, was in figures.items():
        if getattr(settings, name) != was:
            await turn.journal("consent", name=name, given="yes", value=str(getattr(settings, name)))
    settings.rest_offered = True
    reschedule(turn, turn.me)
    await rounds.plan_anew(turn, turn.me)
    await turn.say(turn.text("settings.saved_cap_waits" if settings.cap_wanted else "settings.saved"))


def _keep_cap(turn: Turn, cap: int) -> None:
    """A lower cap counts at once; a higher one is asked about once more, a day later."""
    settings = turn.me.choices
    if cap == settings.spending_cap:
        return
    settings.cap_wanted = settings.cap_wanted_at = None
    if settings.rest_offered and cap > settings.spending_cap:
        settings.cap_wanted, settings.cap_wanted_at = cap, turn.wall
    else:
        settings.spending_cap = cap


async def _note_consent(turn: Turn, name: str, *, given: bool) -> None:
    turn.tx.add(
        Consent(
            person_id=turn.me.person.id,
            kind=name,
            version="1",
            given=given,
            at=turn.wall,
            platform=turn.account.platform.value if turn.account else "",
        )
    )
    await turn.journal("consent", name=name, given="yes" if given else "no")


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    persona = turn.house.content.personas.get(turn.me.member.domme_assigned)
    hours = " ".join(str(minutes) for minutes in persona.hours) if persona else ""
    return {"now": turn.now.isoformat(), "hours:daily_at": hours}


SETTINGS = Flow(FLOW, (*STEPS, Step(SUMMARY, _ask_summary, _take_summary, back=False)), keep, facts=_facts)
