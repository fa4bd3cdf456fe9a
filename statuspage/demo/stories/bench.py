"""On Maria's desk: a promise due soon, a late one, somebody who wants a call, and somebody who has not been heard."""

from statuspage.demo.script import DAY, HOUR, Story, asked, call, letter, not_quite, note, right, says

SOON = Story(
    key="soon",
    customer="jonas",
    owner="maria",
    subject="The steam wand hisses and drips, even when it is closed",
    moments=(
        asked(
            3 * HOUR, "For some days now the steam wand has not really closed. It hisses all day and drips on the tray."
        ),
        letter(
            "maria",
            DAY,
            "Jonas, that hiss is steam past a worn seal, and it will not get better by itself. Please switch the "
            "steam boiler off in the meantime: the coffee side can go on. By {due} I’ll know whether we have the seal.",
            due=-80,
            heard="The wand leaks all the time, and in a full café the noise is almost worse than the water.",
        ),
        right(2 * HOUR),
        letter(
            "maria",
            7 * HOUR,
            "This comes later than I promised, and there is no good reason: I waited for an answer from the store, "
            "when I should have told you that I was waiting.\n\nThe seal is here now. Send me the valve alone, without "
            "the machine; I’ll write by {due} when I have it.",
            due=70,
            step="looking",
        ),
        says(5 * HOUR, "Thanks for saying so. The valve is in the post, express."),
        letter(
            "maria",
            70,
            "Jonas, what you hear is a seal that has worn as flat as a coin. It is one of a delivery of March that we "
            "should never have fitted, and that is ours to put right.\n\nYour valve is here, and the new seal is in. "
            "It now stands under pressure until I trust it. By {due} I’ll tell you whether it held.",
            due=25,
            step="working",
        ),
        note("maria", 50, "Pressure test running on rig 2, 1.4 bar. If it holds: post it today, express, no charge."),
    ),
)

LATE = Story(
    key="late",
    customer="kenji",
    owner="maria",
    subject="The grinder stops with E05 after the update",
    moments=(
        asked(95, "I ran the update as your letter said. Since then the grinder stops after two seconds with E05."),
        letter(
            "maria",
            6 * HOUR,
            "Kenji, E05 means that the grinder thinks that its motor is blocked. After an update I don’t believe it. "
            "Please leave it unplugged; I will try the same update on one of ours and write by {due}.",
            due=50,
            heard="You did what we asked you to, and it broke a grinder that was working well.",
        ),
        right(60),
        letter(
            "maria",
            7 * HOUR,
            "I did what you did, and ours stops with E05 too. So it is the update and not your grinder, and the "
            "mistake is on our side. I have asked the people who write the software how to go back to the version "
            "before. By {due} you will hear from me.",
            due=-100,
            step="looking",
        ),
        note("maria", 5 * HOUR, "The software people have not called back. Write to Kenji even if they don’t."),
    ),
)

CALL = Story(
    key="call",
    customer="marcus",
    owner="maria",
    subject="The milk comes out cold, and the app says that all is well",
    moments=(
        asked(4 * HOUR, "Milk drinks come out lukewarm. I descaled it, twice. The app says everything is fine."),
        letter(
            "maria",
            6 * HOUR,
            "Marcus, thank you for descaling first; it saves us a step. I would like to see what the machine logged, "
            "so please press *send report* in the app. By {due} I’ll have read it.",
            due=3 * HOUR,
            heard="The milk is not hot enough, and descaling did not help.",
        ),
        not_quite(
            3 * HOUR,
            "It’s not that it is not hot enough. It was fine until your technician changed the milk hose. I said so "
            "on the phone, and nobody seems to have written it down.",
        ),
        says(2 * HOUR, "And the report button in the app does nothing. I’ve pressed it five times."),
        call(40, "+1 312 555 0175", "Any time before noon tomorrow, Chicago time, or after 18:00"),
    ),
)

FRESH = Story(
    key="fresh",
    customer="priya",
    owner="maria",
    subject="It trips the fuse box the moment I plug it in",
    moments=(
        asked(
            8,
            "Hello. The machine is three months old. Since today, when I plug it in, the whole kitchen goes dark. "
            "Nothing is wet that I can see. I have not tried again, because my children are around.",
            any_hour=True,
        ),
    ),
)

STORIES = (SOON, LATE, CALL, FRESH)
