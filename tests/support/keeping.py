"""The ground a scripted court stands on: how much room there is, and whether back-ups work, the test says."""

from dataclasses import dataclass, field

from handlers.keeping import Archive, NotKept, Progress

PLENTY = 1 << 40


@dataclass
class ScriptedKeeper:
    """Implements ``handlers.keeping.Keeper`` on no disk at all."""

    free: int = PLENTY
    saved: bool = True
    broken: str = ""
    made: list[Archive] = field(default_factory=list)

    def free_bytes(self) -> int:
        """As the test says."""
        return self.free

    def recovery_key_saved(self) -> bool:
        """As the test says."""
        return self.saved

    async def back_up(self, progress: Progress) -> Archive:
        """Two blobs, told one by one."""
        if self.broken:
            raise NotKept(self.broken)
        for done in range(2):
            await progress(done, 2)
        name = f"her-court-{len(self.made)}.zip"
        self.made.append(Archive(name, "/var/backups", 3 << 20, rows=12, blobs=2, missing=0, removed=0))
        return self.made[-1]
