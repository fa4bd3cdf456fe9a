"""How agents write what their mails tell us to do: ONE table a language, which whoever translates it may extend.

The names on the left are ours. On the right stand the spellings of a language, divided by ``|``; the first is the one
that help shows. Capitals, accents, dots and vowel signs need no spelling of their own (see ``folding.folded``).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spellings:
    """The spellings of one language.

    ``begins`` is what stands before the colon of a line; a name follows “to”. ``asks`` is the question, and ``mark``
    what ends it. ``date`` is how help shows a day without its year. ``steps`` are what an agent may set; "ends" is what
    only the question may. ``times`` are what times are made of, under the names that ``time_shapes`` reads: "" is a
    word that changes nothing, "vague" one that gives no time.
    """

    begins: Mapping[str, str]
    asks: str
    mark: str
    date: str
    steps: Mapping[str, str]
    times: Mapping[str, str]


ENGLISH = Spellings(
    begins={
        "next": "next | next word | next letter | next update",
        "next call": "next call | next phone call",
        "call": "call | phone call",
        "note": "note | notes | internal | internal note | private note",
        "to": "to | over to | hand over to | handover to | handing over to",
        "step": "step",
        "heard": "heard | what I heard | what I understood",
    },
    asks="solved | is it solved | is it solved now | is this solved | is that solved",
    mark="?",
    date="{day} {month}",
    steps={
        "heard": "heard",
        "looking": "looking | looking into it | in review",
        "working": "working | working on it | in progress",
        "ends": "solved | confirmed",
    },
    times={
        "today": "today",
        "today post": "tonight",
        "tomorrow": "tomorrow | tmr | tmrw",
        "overmorrow": "day after tomorrow | the day after tomorrow",
        "yesterday": "yesterday",
        "mon": "Mon | Monday",
        "tue": "Tue | Tuesday | Tues",
        "wed": "Wed | Wednesday",
        "thu": "Thu | Thursday | Thur | Thurs",
        "fri": "Fri | Friday",
        "sat": "Sat | Saturday",
        "sun": "Sun | Sunday",
        "jan": "Jan | January",
        "feb": "Feb | February",
        "mar": "Mar | March",
        "apr": "Apr | April",
        "may": "May",
        "jun": "Jun | June",
        "jul": "Jul | July",
        "aug": "Aug | August",
        "sep": "Sep | September | Sept",
        "oct": "Oct | October",
        "nov": "Nov | November",
        "dec": "Dec | December",
        "noon": "noon | midday",
        "ante": "morning | in the morning",
        "post": "afternoon | in the afternoon | evening | in the evening | this evening | at night",
        "clock": "h | hrs | o clock | oclock",
        "1": "one | an | a",
        "2": "two",
        "3": "three",
        "half hour": "half an hour | half hour",
        "in": "in | within",
        "hour": "hour | hours",
        "minute": "min | mins | minute | minutes",
        "day": "day | days",
        "next": "next",
        "call": "call | phone call | phone | by phone | I call | I ll call | I will call",
        "": "at | on | by | until | till | the | of | this | coming | around | about | letter | at the latest",
        "vague": "week | weeks | weekend | month | months | soon | later | asap | sometime | night | midnight",
    },
)

GERMAN = Spellings(
    begins={
        "next": "nächstes | nächste | nächster | naechstes | weiter | nächste Nachricht | nächster Brief",
        "next call": "nächster Anruf | nächstes Telefonat",
        "call": "Anruf | Telefonat",
        "note": "Notiz | Notizen | intern | interne Notiz",
        "to": "an | Übergabe an | übergeben an | weiter an",
        "step": "Schritt",
        "heard": "verstanden | was ich verstanden habe | gehört",
    },
    asks="gelöst | geloest | ist es gelöst | ist das gelöst | ist es jetzt gelöst | erledigt | ist es erledigt",
    mark="?",
    date="{day}. {month}",
    steps={
        "heard": "gehört | verstanden",
        "looking": "in Prüfung | Prüfung",
        "working": "in Arbeit | Arbeit",
        "ends": "gelöst | bestätigt",
    },
    times={
        "today": "heute",
        "tomorrow": "morgen",
        "overmorrow": "übermorgen | uebermorgen",
        "yesterday": "gestern | vorgestern",
        "mon": "Mo | Montag",
        "tue": "Di | Dienstag",
        "wed": "Mi | Mittwoch",
        "thu": "Do | Donnerstag",
        "fri": "Fr | Freitag",
        "sat": "Sa | Samstag | Sonnabend",
        "sun": "So | Sonntag",
        "jan": "Januar | Jan | Jänner",
        "feb": "Februar | Feb | Feber",
        "mar": "März | Mär | Maerz | Mrz",
        "apr": "April | Apr",
        "may": "Mai",
        "jun": "Juni | Jun",
        "jul": "Juli | Jul",
        "aug": "August | Aug",
        "sep": "September | Sep | Sept",
        "oct": "Oktober | Okt",
        "nov": "November | Nov",
        "dec": "Dezember | Dez",
        "noon": "Mittag | mittags",
        "ante": "früh | morgens | Vormittag | vormittags",
        "post": "Nachmittag | nachmittags | Abend | abends",
        "clock": "Uhr | h",
        "1": "ein | eine | einer | einem",
        "2": "zwei",
        "3": "drei",
        "half hour": "einer halben Stunde | halbe Stunde",
        "in": "in",
        "hour": "Stunde | Stunden | Std",
        "minute": "Minute | Minuten | Min",
        "day": "Tag | Tage | Tagen",
        "next": "nächsten | nächster | naechsten",
        "call": "Anruf | Telefonat | telefonisch | per Telefon | ich rufe an",
        "": "um | am | an | bis | bis spätestens | spätestens | gegen | etwa | ca | den | der | kommenden | Brief",
        "vague": "Woche | Wochen | nächste Woche | Monat | bald | später | demnächst | nachts | Mitternacht",
    },
)

ARABIC = Spellings(
    begins={
        "next": "التالي | التالية | القادم | القادمة | الخبر التالي | الخبر القادم | الرسالة التالية | الرسالة القادمة",
        "next call": "المكالمة التالية | المكالمة القادمة | الاتصال التالي | الاتصال القادم",
        "call": "مكالمة | اتصال",
        "note": "ملاحظة | ملاحظات | داخلي | ملاحظة داخلية",
        "to": "إلى | تسليم إلى | التسليم إلى",
        "step": "خطوة | الخطوة",
        "heard": "ما فهمته | ما وصلني",
    },
    asks="هل حُلّ الأمر | هل حُلّت | هل حُلّ | هل حُلّت المشكلة | هل تم الحل | حُلّت | تم الحل",
    mark="؟",
    date="{day} {month}",
    steps={
        "heard": "تم الاستماع | الاستماع",
        "looking": "قيد النظر | النظر",
        "working": "قيد العمل | العمل",
        "ends": "تم الحل | موافقتك",
    },
    times={
        "today": "اليوم",
        "today post": "الليلة",
        "tomorrow": "غدًا | غد | بكرة | بكرا",
        "overmorrow": "بعد غد | بعد الغد | بعد بكرة",
        "yesterday": "أمس | مبارح",
        "mon": "الاثنين | اثنين",
        "tue": "الثلاثاء | ثلاثاء | الثلاثا",
        "wed": "الأربعاء | أربعاء | الأربعا",
        "thu": "الخميس | خميس",
        "fri": "الجمعة | جمعة",
        "sat": "السبت | سبت",
        "sun": "الأحد | أحد",
        "jan": "يناير | كانون الثاني | جانفي",
        "feb": "فبراير | شباط | فيفري",
        "mar": "مارس | آذار",
        "apr": "أبريل | نيسان | أفريل",
        "may": "مايو | أيار | ماي",
        "jun": "يونيو | حزيران | جوان | يونيه",
        "jul": "يوليو | تموز | يوليوز | جويلية",
        "aug": "أغسطس | آب | غشت | أوت",
        "sep": "سبتمبر | أيلول | شتنبر",
        "oct": "أكتوبر | تشرين الأول",
        "nov": "نوفمبر | تشرين الثاني | نونبر",
        "dec": "ديسمبر | كانون الأول | دجنبر",
        "noon": "ظهرًا | الظهر | عند الظهر",
        "ante": "صباحًا | الصبح | ص | في الصباح",
        "post": "مساءً | المساء | م | عصرًا | العصر | بعد الظهر",
        "1": "واحدة",
        "half hour": "نصف ساعة",
        "15 minute": "ربع ساعة",
        "in": "بعد | خلال",
        "hour": "ساعة | ساعات",
        "2 hour": "ساعتين | ساعتان",
        "minute": "دقيقة | دقائق",
        "day": "أيام",
        "in 1 day": "بعد يوم | خلال يوم",
        "2 day": "يومين | يومان",
        "call": "مكالمة | اتصال | هاتفيًا | بالهاتف",
        "": "في | يوم | الساعة | عند | حتى | حوالي | قرابة | القادم | القادمة | المقبل | المقبلة | هذا | رسالة",
        "vague": "الأسبوع | أسبوع | الشهر | قريبًا | لاحقًا | ليلًا",
    },
)

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "ar": ARABIC}
