"""The sandbox: reads files from its standard input, cleans each in a process of its own, answers.

The parent of these processes imports the decoders once and then never touches a file's content: it only
forks. So every file gets fresh limits, none can see another, and none waits for Python to start.
"""

import gc
import io
import os
import shutil
import sys
import tempfile
import warnings
import wave
from pathlib import Path
from typing import IO

from PIL import Image, ImageCms

from media import confine, ffmpeg, wire
from media.audio import clean_audio, clean_drop
from media.kinds import Cleaned, MediaLimits, MediaRefused, RefusalReason
from media.photo import clean_photo
from media.sniff import Format


def main() -> None:
    """Serve until the other side closes the pipe."""
    home = Path(tempfile.gettempdir())
    _preload()
    os.nice(confine.NICENESS)
    confined = confine.confine_to(home, Path(ffmpeg.executable()))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    trouble = _trouble()
    wire.write_frame(answers, {"trouble": trouble, "confined": confined})
    while not trouble:
        try:
            request = wire.read_request(requests)
        except EOFError:
            return
        with ffmpeg.scratch() as reply:
            _serve(request, reply, home)
            shutil.copyfileobj(reply, answers)
            answers.flush()
        del request


def _preload() -> None:
    """Do everything once with files of our own, so that no child has to import or register anything."""
    warnings.simplefilter("ignore")
    Image.init()
    sample = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    Image.new("RGB", (32, 32)).save(sample, "JPEG", icc_profile=profile.tobytes(), exif=_sample_exif())
    clean_photo(sample.getvalue(), Format.JPEG, MediaLimits(photo_side=16))
    gc.collect()
    gc.freeze()  # a collection in a child would copy every page it looks at


def _trouble() -> str | None:
    """Whether everything that is needed also works inside the walls; in words when it does not."""
    try:
        clean_audio(_sample_wav(), Format.WAV, MediaLimits())
    except (OSError, MediaRefused):
        return "ffmpeg does not run inside the sandbox"
    return None


def _sample_wav() -> bytes:
    sample = io.BytesIO()
    with wave.open(sample, "wb") as writer:
        writer.setparams((1, 2, 8000, 0, "NONE", ""))
        writer.writeframes(bytes(16_000))
    return sample.getvalue()


def _sample_exif() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2000:01:01 00:00:00"
    return exif.tobytes()


def _serve(request: wire.Request, reply: IO[bytes], home: Path) -> None:
    """Let a child do the work; its death is an answer too."""
    folder = tempfile.mkdtemp(dir=home)
    child = os.fork()
    if child == 0:
        _work(request, reply, folder)
    _, status = os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    if status != 0:
        reply.seek(0)
        reply.truncate()
        wire.write_answer(reply, MediaRefused(RefusalReason.BROKEN))
    reply.seek(0)


def _work(request: wire.Request, reply: IO[bytes], folder: str) -> None:
    """The child's whole life. It leaves by _exit: nothing of the parent's is flushed or cleaned up twice."""
    status = 1
    try:
        gc.disable()
        tempfile.tempdir = folder
        _close_the_line()
        confine.limit_resources(request.limits)
        wire.write_answer(reply, _clean(request))
        status = 0
    except MediaRefused as refusal:
        wire.write_answer(reply, refusal)
        status = 0
    finally:
        os._exit(status)


def _close_the_line() -> None:
    """The child must not speak for its parent, nor read the next member's file."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _clean(request: wire.Request) -> Cleaned:
    cleaners = {wire.Task.PHOTO: clean_photo, wire.Task.AUDIO: clean_audio, wire.Task.DROP: clean_drop}
    return cleaners[request.task](request.data, request.format, request.limits)


if __name__ == "__main__":
    main()
