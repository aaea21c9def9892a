"""What can go wrong before or beside the play; each class's docstring is its message to the owner."""


class CourtProblem(Exception):
    """Something is in the way."""

    def __init__(self, detail: str = "") -> None:
        message = (self.__doc__ or "").strip()
        super().__init__(f"{message} {detail}".strip())


class KeyOrDataProblem(CourtProblem):
    """The key or the data cannot be used."""


class NoCourt(CourtProblem):
    """There is no court here yet; `python -m bot run` makes one."""


class KeyMissing(KeyOrDataProblem):
    """There is data but not the key that opens it, and a new key would lock it for ever."""


class KeyMismatch(KeyOrDataProblem):
    """The key and the data belong to different courts."""


class KeyUnusable(KeyOrDataProblem):
    """The key cannot be read."""


class KeyBesideData(KeyOrDataProblem):
    """The key lies beside the data it protects, and this court can be reached from outside."""


class KeyInTheWay(KeyOrDataProblem):
    """There is another key already, and it is not overwritten."""


class DatabaseUnreachable(KeyOrDataProblem):
    """The database does not answer; see [database] url, and whether it is running."""


class AlreadyRunning(CourtProblem):
    """The court is running, and this needs it stopped."""


class ArchiveBroken(KeyOrDataProblem):
    """The archive cannot be used."""


class DataInTheWay(CourtProblem):
    """There is a court here already."""


class RestoreUnfinished(KeyOrDataProblem):
    """A back-up was being restored and that did not finish: restore it again with --replace."""


class NoSuchMember(CourtProblem):
    """There is no member of this name."""


class RehearsalRefused(CourtProblem):
    """The rehearsal was not started."""
