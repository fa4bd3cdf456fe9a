"""On Tom's desk: two tickets in German, a wait for a part, a customer who came back, and one who fell silent."""

from statuspage.demo.script import (
    DAY,
    HOUR,
    WAKING,
    Story,
    agrees,
    asked,
    closed,
    corrects,
    gives,
    letter,
    note,
    reopens,
    right,
    says,
)

PART = Story(
    key="part",
    customer="lea",
    owner="tom",
    subject="Der Wassertank ist undicht, und einzeln gibt es ihn angeblich nicht",
    moments=(
        asked(
            70,
            "Guten Tag, mein Wassertank hat unten einen Haarriss und tropft auf die Arbeitsplatte. Im Laden hieß es, "
            "den Tank gebe es nicht einzeln. Ich möchte wegen eines Plastiktanks keine neue Maschine kaufen.",
        ),
        letter(
            "tom",
            9 * HOUR,
            "Liebe Frau Brandt, eine ganze Maschine wegen eines Tanks: das will ich auch nicht. Einzeln steht er "
            "wirklich in keiner Liste, aber unsere Werkstatt bekommt ihn manchmal direkt vom Hersteller. Ich frage "
            "dort nach und schreibe Ihnen bis {due}, auch wenn ich dann noch nichts weiß.",
            due=2 * HOUR,
            heard="Der Tank hat einen Riss, man hat Sie im Laden abgewiesen, und Sie möchten lieber reparieren.",
        ),
        right(50),
        letter(
            "tom",
            DAY,
            "Es gibt ihn. Der Hersteller legt eine kleine Menge nach und hat mir einen Tank zugesagt. Damit Sie "
            "inzwischen Kaffee haben: Ein Streifen Lebensmittelsilikon über dem Riss hält ein paar Wochen. Wann er "
            "verschickt wird, frage ich als Nächstes und schreibe Ihnen bis {due}.",
            due=HOUR,
            step="looking",
        ),
        says(4 * HOUR, "Das mit dem Silikon hält tatsächlich. Vielen Dank, so kann ich gut warten."),
        note("tom", 40, "Supplier: two weeks at worst. Ask them again before the promise, not after it."),
        letter(
            "tom",
            5 * HOUR,
            "Der Tank ist bestellt und bestätigt; jetzt warten wir beide auf den Hersteller. Das Nachfragen ist meine "
            "Sache, nicht Ihre. Ich rufe dort wieder an und schreibe Ihnen bis {due}, wie es steht.",
            due=2 * DAY,
            step="working",
            turn="third",
        ),
    ),
)

PENDING = Story(
    key="pending",
    customer="lea",
    owner="tom",
    subject="Die Mühle mahlt ungleichmäßig",
    moments=(
        asked(2 * HOUR, "Noch etwas anderes: Meine Mühle mahlt seit dem Umzug mal fein, mal grob, in derselben Dosis."),
        letter(
            "tom",
            25,
            "Liebe Frau Brandt, nach einem Umzug denke ich zuerst an die obere Mahlscheibe: Sie sitzt nur auf drei "
            "Klammern und verrutscht leicht. Ich suche Ihnen heraus, wie man das ohne Werkzeug prüft, und schreibe "
            "Ihnen bis {due}. Falls ich eine Scheibe bestellen muss, brauche ich in den nächsten Tagen noch dies.",
            due=45,
            heard="Seit dem Umzug stimmt der Mahlgrad nicht mehr, und zwar innerhalb einer einzigen Portion.",
            needs=("Die Nummer auf der Unterseite", "Ein Bild der oberen Mahlscheibe", "Ihre Bohnen, und wie fein"),
            needs_by=2 * WAKING,
        ),
        gives(10, {1: "KM-2240-B, darunter steht noch 03/19."}),
    ),
)

SILENT = Story(
    key="silent",
    customer="kenji",
    owner="tom",
    subject="I ordered descaler and got cleaning tablets",
    ended=19,
    moments=(
        asked(5 * HOUR, "The box says descaler, but there are cleaning tablets in it. My machine asks for descaler."),
        letter(
            "tom",
            5 * DAY,
            "Kenji, our label was right and our hand was wrong. Keep the tablets. The descaler goes out to Tokyo "
            "today, and I will write when it has cleared customs, by {due}.",
            due=3 * HOUR,
            heard="You got the wrong thing in the right box, and your machine will not wait.",
        ),
        letter(
            "tom",
            9 * DAY,
            "It has cleared customs and should be in your letter box by now. Is it the right one this time, and "
            "is this solved for you?",
        ),
        note("tom", DAY, "Asked more than a week ago, no word. The tracking says delivered. Closing, unconfirmed."),
        closed("tom", 30),
    ),
)

BACK = Story(
    key="back",
    customer="marcus",
    owner="tom",
    subject="The handle of the portafilter keeps coming loose",
    moments=(
        asked(90, "The wooden handle turns in my hand when I lock it in. I tighten it, and a week later it is loose."),
        letter(
            "tom",
            DAY,
            "Marcus, that thread is a known nuisance. There is a longer bolt for it; I’ll check that we have one for "
            "your handle, and write by {due}.",
            due=90,
            heard="The handle comes loose again and again, and tightening it does not last.",
        ),
        letter("tom", 4 * HOUR, "The longer bolt went out to you. It takes one turn with a spanner. Does it hold now?"),
        corrects(
            "tom",
            35,
            "The longer bolt went out to you. It takes one turn with a coin, and no spanner: that would tear the "
            "thread. Does it hold now?",
        ),
        says(3 * WAKING, "Fitted it. Looks good so far, I’ll tell you in a few days."),
        agrees(10 * WAKING),
        reopens(5 * HOUR, "I was too quick to say yes. It is loose again, longer bolt and all."),
    ),
)

STORIES = (PART, PENDING, SILENT, BACK)
