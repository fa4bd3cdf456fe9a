"""Ana Reis and her espresso machine: the story behind the links that the demo prints."""

from statuspage.demo.script import (
    DAY,
    HOUR,
    Story,
    asked,
    handed,
    lets_in,
    letter,
    note,
    publishes,
    right,
    says,
    thanks,
)

SUBJECT = "The machine heats up, then switches itself off after ten minutes"

MAIN = Story(
    key="ana",
    customer="ana",
    owner="tom",
    subject=SUBJECT,
    moments=(
        asked(
            14,
            "It did it again this morning. It heats up, runs for about ten minutes, and then it is simply off, in the "
            "middle of a shot. Last time you sent me the same model and it lasted nine weeks.\n\nI have twelve people "
            "here on {party}. Please don’t send me another one of the same.",
        ),
        letter(
            "tom",
            150,
            "Ana, I’m sorry. For the third time in seven months you have had to write to us about one machine, and "
            "twice it was me who told you that it was solved.\n\nI will not send another unit and hope. I am "
            "asking Maria, who runs our repair bench, to take yours apart, and by {due} you will know who has it.",
            due=45,
            heard="You have had the fuse replaced, then the whole unit, and it is failing again, with people coming.",
        ),
        note(
            "tom",
            30,
            "@Maria, third time. I closed both earlier ones without anyone opening the old unit. Please **no third "
            "replacement** before the bench has seen it.",
        ),
        handed("tom", 25, "maria", "Ana, this needs the bench, not another replacement. Maria has read everything."),
        letter(
            "maria",
            6 * HOUR,
            "Ana, I am Maria, and it stays with me until you say that it is over.\n\nA courier collects the machine "
            "from you; it goes onto my bench, not into the shop. I will run it the way you do, for an hour at a time, "
            "until it fails in front of me. By {due} I’ll tell you that it is here, and what I see first.",
            due=100,
            heard="You have guests on {party}, and a machine that dies mid-pour for the second time since {first}.",
            step="looking",
            is_public=True,
        ),
        right(20),
        says(
            5 * HOUR,
            "That’s it exactly. It is packed and by the door. It always dies at about the same moment, when the "
            "steam light comes on, if that helps you.",
            "the label on its back.jpg",
        ),
        letter(
            "maria",
            6 * HOUR,
            "It is here, in one piece, and your steam light is a very good clue. Everything that I can measure cold is "
            "as it should be: heater, pump, wiring.\n\nSo I have put probes on the boiler and left it running. By "
            "{due} I’ll write what it did.",
            due=60,
            is_public=True,
        ),
        note("maria", 2 * HOUR, "Probes: boiler at top and flank, fuse body, ambient. Log file on the bench laptop."),
        letter(
            "maria",
            5 * HOUR,
            "A first word, before I know enough: it did switch itself off, twice, both times with the steam on. It is "
            "not the pump, and it is nothing that you did.\n\nI want to see it happen with the cover open before I "
            "blame a part. More by {due}.",
            due=140,
            step="working",
        ),
        publishes(
            3 * HOUR,
            owner="photo",
            subject="title",
            title="My espresso machine switches itself off",
            steps=True,
            clock=True,
            promise=True,
            letters=True,
        ),
        lets_in(30, name="Joana Reis", email="joana.reis@example.net", may_write=True),
        note(
            "maria",
            40,
            "Fuse trips at 94 °C instead of 106. Batch **7C**, the same as the one fitted in {first}. Tom, can you "
            "block 7C in the store? There must be more of them out there.",
        ),
        letter(
            "maria",
            95,
            "Ana, the bench test reproduced it: the thermal fuse trips at 94 °C, twelve degrees early. It is the same "
            "batch as the one that we fitted in {first}, so I have pulled a fuse from a different batch, and it is "
            "running in front of me as I type.\n\nIf it survives the night, it goes back to you by courier, well "
            "before {party}. I’ll write either way by {due}.",
            due=DAY + HOUR,
            is_public=True,
            files=("bench test of the thermal fuse.pdf",),
        ),
        thanks(38),
        says(26, "Thank you for looking, really. Is there any chance of a loaner for {party}, just in case?"),
    ),
)

STORIES = (MAIN,)
