"""Ana's two earlier tickets, both of which Tom closed in good faith."""

from statuspage.demo.script import DAY, HOUR, WAKING, Story, agrees, asked, felt, letter, right, says, thanks

FIRST = Story(
    key="ana-first",
    customer="ana",
    owner="tom",
    subject="No heat at all since this morning",
    ended=212,
    moments=(
        asked(50, "The lights come on and the pump runs, but the water stays cold. It worked yesterday evening."),
        letter(
            "tom",
            5 * HOUR,
            "Ana, that sounds like the thermal fuse: it protects the boiler, and once it has gone, it has gone. I’ll "
            "have a look at what we have here and write by {due}.",
            due=30,
            heard="From one day to the next there is no hot water, though everything else seems to work.",
        ),
        right(35),
        letter(
            "tom",
            2 * DAY,
            "We have the fuse in stock, and you are near enough that our fitter can come by. She’ll be with you "
            "the day after tomorrow in the morning; I’ll ask how it went and write by {due}.",
            due=2 * HOUR,
            step="working",
        ),
        letter("tom", 90, "Our fitter tells me that it heats again: a new thermal fuse, and all else sound. Is it?"),
        agrees(10),
        thanks(5),
        felt(5, "yes", "Quick, and he called the thing by its name."),
    ),
)

SECOND = Story(
    key="ana-second",
    customer="ana",
    owner="tom",
    subject="Cold again, and a smell of hot plastic",
    ended=71,
    moments=(
        asked(25, "It is cold again, as in {first}, and this time it smells of hot plastic. I have unplugged it."),
        letter(
            "tom",
            4 * HOUR,
            "Unplugging it was right; please leave it so. With that smell I don’t want you to run it even once more. "
            "I am asking for a replacement unit, and will write by {due}.",
            due=75,
            heard="It is the second failure in five months, and now it smells, which is frightening in a kitchen.",
        ),
        right(80),
        letter(
            "tom",
            3 * DAY,
            "A replacement is on its way: the same model, new. The courier takes the old one with him, so you "
            "need not carry anything. I’ll ask after it by {due}.",
            due=HOUR,
            step="working",
        ),
        says(5 * HOUR, "It has arrived. Same model, so fingers crossed."),
        letter("tom", 2 * HOUR, "Glad that it is with you. Does it run well, and may I call this one solved?"),
        agrees(WAKING // 8),
        felt(4, "yes"),
    ),
)

STORIES = (FIRST, SECOND)
