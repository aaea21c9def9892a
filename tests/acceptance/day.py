"""A day of play as a script: who does what, resolved against what each sees at that moment."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.chat.incoming import Body, Command, FormAnswer, Press, Text
from handlers.chat.outgoing import Form
from tests.support.court import Chatter, ScriptedCourt

STOPS = ("Stop everything", "Stop for real")
"""Labels of the buttons that stop: her own do so however old they are."""
PROOF = "I did it exactly as told, and I am proud of the result."


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does: types something, presses the newest button of a label, or fills in the form."""

    who: str
    says: str = ""
    presses: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)

    def body(self, chatter: Chatter) -> Body | None:
        """The update it makes in what is seen now; None if there is nothing to do."""
        if self.says.startswith("/"):
            name, _, args = self.says[1:].partition(" ")
            return Command(name, args)
        if self.says:
            return Text(self.says)
        if self.presses:
            seen = chatter.sees_button(self.presses)
            return Press(chatter.button(self.presses).token) if seen else None
        forms = [b.message for b in chatter.bubbles if isinstance(b.message, Form) and not b.closed]
        if not forms:
            return None
        return FormAnswer(forms[-1].submit.token, {key: (value,) for key, value in self.fills.items()})


def says(who: str, text: str) -> Act:
    """Type something."""
    return Act(who, says=text)


def presses(who: str, label: str) -> Act:
    """Press the newest button that reads so, if there is one."""
    return Act(who, presses=label)


def fills(who: str, **values: str) -> Act:
    """Send in the newest open form, if there is one."""
    return Act(who, fills=values)


def member_day(who: str, rng: random.Random) -> list[Act]:
    """What one member does in a day, with a turn of fate."""
    acts = [
        says(who, "/tasks"),
        says(who, PROOF),
        says(who, "/me"),
        presses(who, "why"),
        presses(who, "longer work"),
        says(who, "good evening"),
        presses(who, "more time"),
        says(who, "/limits"),
        presses(who, "Done"),
        presses(who, "Done"),
        presses(who, "Skip"),
        says(who, PROOF + " Again."),
    ]
    endings = (
        [says(who, "/yellow"), says(who, "/green")],
        [says(who, "/pause"), presses(who, "I am back")],
        [says(who, "marmalade sky"), says(who, "/resume")],
        [says(who, "marmelade sky"), presses(who, "go on")],
        [says(who, "/tags"), presses(who, "Done")],
    )
    return acts + rng.choice(endings)


def operator_day(who: str, decisions: int) -> list[Act]:
    """An operator goes through the desk."""
    acts = [says(who, "/desk")]
    for number in range(decisions):
        if number % 4 == 3:
            acts += [presses(who, "Reject"), fills(who, reason="Not quite what was asked.")]
        else:
            acts.append(presses(who, "Approve"))
    return acts


def interleaved(days: list[list[Act]], rng: random.Random) -> list[Act]:
    """Everybody's day at once; each person's own acts stay in order."""
    queues = [list(day) for day in days]
    merged = []
    while any(queues):
        queue = rng.choice([queue for queue in queues if queue])
        merged.append(queue.pop(0))
    return merged


async def people_of(court: ScriptedCourt, names: list[str]) -> dict[str, Chatter]:
    """The chats of these people."""
    return {name: await court.guest(name) for name in names}
