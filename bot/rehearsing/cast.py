"""Who plays in a rehearsal."""

from dataclasses import dataclass

PASSWORD = "rehearsal court"  # noqa: S105 - shown to everybody who rehearses
SAFEWORD = "harbour lights"
MORE_TIME = "more time"


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the rehearsal: what she likes and never wants, her tasks, and what she says at the end."""

    name: str
    persona: str
    tasks: int = 1
    proofs: int = 0
    photo: bool = False
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    words: str = ""

    @property
    def email(self) -> str:
        """What the part logs in with."""
        return f"{self.name.casefold()}@rehearsal.invalid"


MODELS = (
    ("Vera", "Calm, exact, amused. Tea is served; so, now and then, is advice.", "weekday evenings"),
    ("Marek", "Slow voice, quick eye. Likes long silences and short answers.", "Sunday afternoons"),
)
"""Whom members can ask for a session: name, description, hours."""

CAST = (
    Part("Anna", "octavia", tasks=2, proofs=1, tags=("kneeling", "stillness")),
    Part("Bela", "octavia", tasks=3, proofs=3, soft=("kneeling",)),
    Part("Carla", "hale", tasks=2, proofs=2, photo=True, words="Please nothing in front of other people."),
    Part("Dario", "hale", tasks=2, proofs=1, hard=("kneeling",)),
    Part("Emil", "octavia", tasks=1, proofs=1, photo=True),
    Part("Fanny", "octavia", tasks=2, says=("/pause",)),
    Part("Goran", "hale", tasks=2, says=("/yellow",)),
    Part("Hanna", "hale", tasks=2, proofs=1, says=(SAFEWORD,)),
    Part("Ilse", "octavia", tasks=1, says=(MORE_TIME,)),
    Part("Jonas", "hale", tasks=1, says=(MORE_TIME,)),
    Part("Karim", "octavia", tasks=2, proofs=2),
    Part("Lena", "hale", tasks=3, proofs=3),
)
GUESTS = 2
"""People at the door who wait to be let in."""
