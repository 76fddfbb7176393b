"""Stories of the demo company, and two people who were told one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from planner.outreach.models import Story
from planner.outreach.services import people as acquaintances
from planner.outreach.services.letters import Message, tell
from planner.outreach.services.stories import add_selling_word, add_story

# Title, interests, whose it is, and the story itself.
STORIES: Final = (
    (
        "The driver in the snow",
        ("mountains", "neighbours"),
        "",
        "In January our driver got stuck below the pass with a bed on board. A whole "
        "street came out with shovels, and somebody brought soup. He still has the bowl.",
    ),
    (
        "Forty years at one table",
        ("family", "family life", "moving house"),
        "Mrs Klein of Ulm",
        "Mrs Klein wrote that all four of her children learned to read at the table she "
        "had from us. Last month the youngest came with a child of her own.",
    ),
    (
        "The house in the tree",
        ("wood", "children"),
        "",
        "A father built a house in a tree from the crates we had left at his door. He "
        "sent a photograph: our arrow, THIS SIDE UP, points at the sky.",
    ),
    (
        "A garden on the roof",
        ("gardens", "bees"),
        "",
        "The neighbours above our yard put beehives on the roof. Now our people know "
        "which month it is by what is in flower.",
    ),
    (
        "Screws in a jam jar",
        ("repairing things", "spare parts", "apprentices"),
        "",
        "Our oldest joiner keeps every screw that is left over, in jam jars by year. "
        "Last week a chair from 1998 came in, and he had the one it had lost.",
    ),
    (
        "A quiet corner",
        ("acoustics", "small offices"),
        "",
        "Two of ours wanted to know where it is quietest in the hall, and walked "
        "about with a clock. It is inside the big wardrobe; now people read there.",
    ),
    (
        "The choir that moved",
        ("music", "city life"),
        "Tom Rask",
        "When the church was repaired, Tom's choir sang in our empty hall for a winter. "
        "On Tuesdays nobody went home on time.",
    ),
)
OLD_FRIENDS: Final = (
    ("Greta Olsen", "greta.olsen@example.org", 2, ("gardens", "family")),
    ("Bruno Falk", "bruno.falk@example.org", 4, ("music", "wood")),
)


def tell_stories(people: Mapping[str, User], *, now: datetime) -> None:
    """Fill the library, and let two old friends hear one story each."""
    finn, max_brandt = people["frontline"], people["marketing"]
    for title, interests, of_whom, text in STORIES:
        add_story(
            actor=finn,
            facts={
                "title": title,
                "text": text,
                "of_whom": of_whom,
                "interests": interests,
            },
            now=now - timedelta(days=40),
        )
    for name, email, closeness, interests in OLD_FRIENDS:
        friend = acquaintances.add(
            actor=finn,
            facts={"name": name, "email": email, "closeness": closeness},
            interests=interests,
            now=now - timedelta(days=30),
            anyway=True,
        )
        story = Story.objects.filter(interests__name=interests[0]).earliest("pk")
        tell(
            actor=finn,
            acquaintance_id=friend.pk,
            message=Message(
                channel="mail" if closeness < 3 else "breakfast",
                story_id=story.pk,
                body="I had to think of you.",
                key=f"demo-story-{friend.pk}",
            ),
            now=now - timedelta(days=20),
        )
    add_selling_word(actor=max_brandt, phrase="white glove", off=False, now=now)
