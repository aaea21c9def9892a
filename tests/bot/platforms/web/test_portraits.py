"""A portrait that an owner sent in is shown in place of the pack's; once it is gone, the pack's is again."""

from dataclasses import replace

from tests.bot.platforms.web.court import WebCourt
from tests.media import samples


async def test_an_owners_picture_is_shown_and_the_packs_drawing_once_it_is_gone(court: WebCourt) -> None:
    anna = await court.member()
    _, person = await court.person_of(anna)
    picture = samples.photo()
    blob = await court.house.blobs.write(person.id, picture, kind="photo", mime="image/jpeg")
    personas = court.house.content.personas
    own = replace(personas["octavia"], portrait_url=f"vault:{blob}")
    court.house.content.personas = {**personas, "octavia": own}

    shown = await anna.get("/art/octavia.svg")
    assert (shown.headers["content-type"], shown.content) == ("image/jpeg", picture)
    assert "sandbox" in shown.headers["content-security-policy"]
    assert (await court.browser().get("/art/octavia.svg")).status_code == 401
    await court.house.blobs.destroy([blob])
    assert (await anna.get("/art/octavia.svg")).headers["content-type"] == "image/svg+xml"
