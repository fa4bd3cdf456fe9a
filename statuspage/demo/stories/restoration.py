"""Sixty letters on one ticket: Noor brings an old lever machine back to life, a part at a time."""

from itertools import cycle

from statuspage.demo.script import HOUR, Cue, Story, asked, letter, note, right, says, thanks

# One letter a line, one part of the machine a paragraph: taken apart, found, mended, tried, done.
_LETTERS = """\
The body is off. Under the badge there is a pencilled date, 14 March 1961; I have photographed it for you.
The chrome has lifted in two places, but the brass beneath is sound. Nothing has rusted through.
The panels are with the plater, who promises to leave the small dents. You said that they are your grandfather’s.
The panels are back, and the light runs over them without a break. I held them under the lamp for a long while.
The body waits in paper on the top shelf now. It goes on last, and I am already looking forward to it.

The boiler is out: five kilos of it, and about one of them is lime.
With the lime gone I found a pinhole near the lower seam. It explains the stain that you remember on the shelf.
The pinhole is brazed with silver, by a colleague who does nothing else. The seam looks like a drawing.
It held three bar of cold water for an hour, twice what it will ever see again.
The boiler has its certificate. I have put a copy into the box with your papers.

Both lever groups came off. One spring had been shortened by somebody with a saw and strong opinions.
The pistons are worn oval by four hundredths of a millimetre. That is sixty years of breakfasts.
Two new pistons are turned, in the same bronze; the old ones go back to you, they make good paperweights.
Both levers now rise at the same speed. I timed them against each other, ten pulls each.
The groups are greased and closed. The left one still has its own voice, a small click at the top. I left it.

I have started on the heating element. Its cloth insulation crumbled when I touched it.
No shop has this element any more. A man in Milan winds them by hand, and he has your drawing since today.
Milan has sent the element. It came wrapped in a newspaper from last week, which I am enjoying too.
It draws eleven amperes and reaches temperature in nineteen minutes. The book of 1961 says twenty.
The element is in, with a new gasket and an earth wire that it never had before.

The pressure switch is next. Its contacts are burnt down to the rivets.
I could fit a modern switch, invisibly, or save the old one. I would like to try the second for a day or two.
New silver on the old rivets: the switch closes with a clean sound again.
It cuts in at 0.8 bar and out at 1.1, forty times in a row, always the same.
The switch is back behind its little glass. The modern one stays in my drawer, unneeded.

The sight glass was glued in with something that is not glue. It took patience and warm vinegar.
The glass itself is whole, and that is rare. Only the packing has to be made new.
The packing is cut from the same graphite cord that the makers used.
Hot, cold, hot, cold: five rounds, and not a drop at either end.
You can read the water level again. The red line behind the glass is original.

On to the safety valve. It was painted shut, which frightens me more than all the rest together.
The seat is pitted. This is the one part where I will not save the old one.
The new valve has come, with its stamp. I made a brass cap for it that looks like the old.
It opens at 1.8 bar, with a noise that brought two colleagues to my door.
The safety valve is sealed and signed. The old one comes back to you as a souvenir, clearly marked.

All the copper pipes are off and laid out on paper in the order in which they came.
Three of them are fine. The fourth was once bent over somebody’s knee.
The fourth pipe is made new and bent on a form. I kept the old one in case you want to see that knee.
All flares are tight under soap and air. I like this kind of evening.
The pipes are polished where one sees them and left alone where one does not.

The drip tray: I thought that it was black. It is red.
Under the black there is the red enamel of the first series. I have asked a collector, and there are few.
The enamel is cleaned by hand. There is one chip at the corner, and I would leave it.
It has stood in hot coffee overnight and wiped clean in the morning.
The tray is done. With it on the bench, the whole machine suddenly has a colour.

The wiring is cloth and hope. I have drawn all of it before taking anything out.
Two wires led nowhere at all. One of them was live.
It is rewired in heat-proof cable inside a woven sleeve, so that the look stays.
Insulation measured: far above what the law asks. Also with wet hands, mine, on purpose.
There is a real switch now, behind the foot, where your hand finds it in the dark.

The handles are next. The wood is walnut, dried out and split along the grain.
One handle is a later replacement. The grain tells, and so does the screw.
I have filled the splits and oiled both handles. They want three days between coats.
Second coat. The two are still a little different, and now I like it.
Third coat, and they feel like something that one wants to pull.

All is on the bench, and today it went together for the first time, with every bolt only by hand.
First heat. A weep at one joint, a quarter turn, gone. I stayed until it had cooled.
First water through the groups, both sides, clear after the second litre.
First coffee. I won’t describe it, you should have that yourself. I can say that nobody spoke for a moment.
Twenty shots in a row for the record, temperatures in a table for you. It is steady as a clock.
"""
_CLOSINGS = (
    "I’ll write again by {due}.",
    "More by {due}, whatever it turns out to be.",
    "By {due} you’ll know how it went.",
    "The next step takes a day. You hear from me by {due}.",
    "I’ll go on with it now, and write by {due}.",
)
_ANSWERS = (
    "I read this one aloud to my mother. She laughed, and then she didn’t for a while.",
    "Please keep everything that you find, however small.",
    "He always said that the left lever talks. So it wasn’t only him.",
    "Take the time it needs. I mean it.",
    "My daughter asks every evening whether there is a new letter.",
    "If the plater wants more for leaving the dents in, that is fine.",
)
_LATE = {17: -70, 41: -150}  # by number: the letters whose promise was late; all others were kept


def _letters() -> list[Cue]:
    told: list[Cue] = []
    texts = [line for line in _LETTERS.splitlines() if line]
    gaps, earlinesses = cycle((7, 5, 8, 6, 9, 7, 4)), cycle((60, 150, 25, 110, 45))
    closings, answers = cycle(_CLOSINGS), cycle(_ANSWERS)
    for number, text in enumerate(texts, start=1):
        due = _LATE.get(number) or next(earlinesses)
        last = number == len(texts)
        more = {"heard": _HEARD} if number == 1 else {"step": "working"} if number == 6 else {}
        gap = 100 if last else next(gaps) * HOUR
        told.append(letter("noor", gap, f"{text} {next(closings)}", due=60 if last else due, **more))
        if number == 1:
            told.append(right(HOUR))
        elif number % 9 == 4:
            told += [thanks(20), says(3 * HOUR, next(answers))]
    return told


_HEARD = "It is not about coffee. Your grandfather’s machine should live again, and still look like his."

STORIES = (
    Story(
        key="restoration",
        customer="jonas",
        owner="noor",
        subject="My grandfather’s lever machine from 1961: can it live again?",
        moments=(
            asked(
                5 * HOUR,
                "It stood in my grandfather’s bar until he closed it, and then in a cellar for thirty years. It has a "
                "red line behind a little glass and two levers. I don’t need it to be perfect. I would like to pull "
                "one coffee on it with my mother there.",
            ),
            note(
                "noor", 90, "No hurry and no fixed price: agreed with Maria. Photograph every step, he wants them all."
            ),
            *_letters(),
        ),
    ),
)
