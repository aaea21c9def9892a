"""What can go wrong before or beside the play; each class's docstring is its message to the owner."""


class CourtProblem(Exception):
    """Something is in the way."""

    def __init__(self, detail: str = "") -> None:
        message = (self.__doc__ or "").strip()
        super().__init__(f"{message} {detail}".strip())


class NoCourt(CourtProblem):
    """There is no court here yet; `python -m bot run` makes one."""


class KeyMissing(CourtProblem):
    """There is data but not the key that opens it, and a new key would lock it for ever."""


class KeyMismatch(CourtProblem):
    """The key and the data belong to different courts."""


class KeyUnusable(CourtProblem):
    """The key cannot be read."""


class KeyBesideData(CourtProblem):
    """The key lies beside the data it protects, and this court can be reached from outside."""


class KeyInTheWay(CourtProblem):
    """There is another key already, and it is not overwritten."""


class AlreadyRunning(CourtProblem):
    """The court is running, and this needs it stopped."""


class ArchiveBroken(CourtProblem):
    """The archive cannot be used."""


class DataInTheWay(CourtProblem):
    """There is a court here already."""


class RestoreUnfinished(CourtProblem):
    """A back-up was being restored and that did not finish: restore it again with --replace."""


class NoSuchMember(CourtProblem):
    """There is no member of this name."""


class RehearsalRefused(CourtProblem):
    """The rehearsal was not started."""
