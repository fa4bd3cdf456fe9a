"""Phrases that may hurt, with those that come with the product, written in each language by itself."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_HERE = "ended_at IS NULL"
_WRITTEN = datetime(2026, 11, 29, tzinfo=UTC)
_RULE = "A rule is nobody’s answer: it says that the rule counts more than the person."
_BLAME = "It lays blame before anybody has looked."
_DEAF = "It says that they did not listen. Perhaps it was not clear enough."
_AGAIN = "to say it once more, and better"
_PAST = "What is past cannot be changed; this only says whose fault it was."
_DIENST = "Eine Vorschrift ist keine Antwort: Es klingt, als zähle die Regel mehr als der Mensch."
_SCHULD = "Das klingt nach Schuld, bevor jemand nachgesehen hat."
_TAUB = "Das heißt: Sie haben nicht zugehört. Vielleicht war es nicht klar genug."
_QAIDA = "القاعدة ليست جوابًا: كأنها أهم من الإنسان."
_SABAQ = "كأننا نقول إن أحدًا لم ينتبه. ربما لم يكن كلامنا واضحًا."
_LAWM = "فيه لوم قبل أن ينظر أحد في الأمر."

# The words, why they may hurt, and what to write instead.
_PHRASES = {
    "en": (
        ("as per our policy", _RULE, "here is what I can do, and why"),
        ("according to our policy", _RULE, "here is what I can do, and why"),
        ("are you sure you are using it correctly", _BLAME, "let us look together at how you use it"),
        ("are you sure you’re using it correctly", _BLAME, "let us look together at how you use it"),
        ("as I already said", _DEAF, _AGAIN),
        ("as previously stated", _DEAF, _AGAIN),
        ("you should have", _PAST, "next time it helps to"),
        ("you failed to", _PAST, "what I still need is"),
        ("if you had read", "It says that they did not take the trouble.", "it is easy to miss that"),
        ("calm down", "It calms nobody: it says that what they feel is wrong.", "I understand that this is upsetting"),
        ("there is nothing we can do", "It shuts the door. Say what there is.", "what I can do is"),
        ("not my department", "Who does what is for us to sort out.", "I will find who knows, and stay with you"),
        ("nobody else has this problem", "It says that they imagine it.", "I have not met this yet, so I look closely"),
        (
            "any inconvenience",
            "“Any” says that we do not know what happened to them.",
            "the trouble that this gave you",
        ),
        ("please be patient", "Patience is theirs to give. Say until when.", "I will write again by"),
        (
            "you have to understand",
            "They do not have to. Tell them how it comes about.",
            "let me tell you how it comes about",
        ),
        ("with all due respect", "What comes next seldom has any.", "I see it differently"),
        ("your complaint", "It makes a case of what a person told us.", "what you told me"),
    ),
    "de": (
        ("laut unseren Richtlinien", _DIENST, "ich sage Ihnen, was ich tun kann und warum"),
        ("gemäß unseren AGB", _DIENST, "ich sage Ihnen, was ich tun kann und warum"),
        ("haben Sie das Gerät richtig bedient", _SCHULD, "schauen wir gemeinsam, wie Sie es benutzen"),
        ("sind Sie sicher, dass Sie", _SCHULD, "schauen wir gemeinsam, ob"),
        ("wie bereits erwähnt", _TAUB, "noch einmal und hoffentlich klarer"),
        ("das hätten Sie", "Vorbei ist vorbei; so steht nur da, wer schuld war.", "beim nächsten Mal hilft es"),
        ("Sie haben vergessen", "So steht nur da, wer schuld war.", "mir fehlt noch"),
        ("da kann man nichts machen", "Das schließt die Tür. Sagen Sie, was geht.", "was ich tun kann, ist"),
        (
            "dafür bin ich nicht zuständig",
            "Wer was tut, ist unsere Sache.",
            "ich finde heraus, wer das weiß, und bleibe dran",
        ),
        ("beruhigen Sie sich", "Das beruhigt niemanden: Es klingt, als sei Ärger falsch.", "ich verstehe Ihren Ärger"),
        ("noch nie vorgekommen", "Das klingt nach Einbildung.", "neu für mich, darum sehe ich es mir genau an"),
        (
            "etwaige Unannehmlichkeiten",
            "„Etwaige“ heißt: Wir wissen nicht, was war.",
            "den Ärger, den Sie damit hatten",
        ),
        ("wir bitten um Ihr Verständnis", "Verständnis lässt sich nicht einfordern.", "es liegt daran, dass"),
        ("haben Sie bitte Geduld", "Geduld ist ein Geschenk. Sagen Sie, bis wann.", "ich schreibe Ihnen wieder bis"),
        ("wie Sie sicher wissen", "Wer es nicht weiß, kommt sich nun dumm vor.", "kurz dazu"),
        ("das steht in der Anleitung", "Das heißt: selbst schuld.", "das übersieht man leicht"),
        ("aus Kulanz", "Das macht aus Hilfe eine Gnade.", "gern"),
        ("Ihre Beschwerde", "Das macht aus einem Menschen einen Vorgang.", "was Sie mir geschrieben haben"),
    ),
    "ar": (
        ("حسب سياسة الشركة", _QAIDA, "هذا ما أستطيع فعله، وهذا سببه"),
        ("وفقًا لسياستنا", _QAIDA, "هذا ما أستطيع فعله، وهذا سببه"),
        ("هل أنت متأكد من استخدامه بشكل صحيح", _LAWM, "لننظر معًا في طريقة الاستخدام"),
        ("كما ذكرنا سابقًا", _SABAQ, "بعبارة أوضح"),
        ("كما سبق أن قلت", _SABAQ, "بعبارة أوضح"),
        ("كان عليك أن", "ما مضى لا يتغير، وهذا لا يقول إلا من المخطئ.", "في المرة القادمة يفيد أن"),
        ("لقد نسيت", "هذا لا يقول إلا من المخطئ.", "ما زلت أحتاج إلى"),
        ("لا يمكننا فعل شيء", "هذا يغلق الباب. الأفضل ذكر ما يمكن فعله.", "ما أستطيع فعله هو"),
        ("ليس من اختصاصي", "توزيع العمل شأننا نحن.", "سأجد من يعرف الجواب وأتابع معك"),
        ("اهدأ من فضلك", "هذا لا يهدّئ أحدًا، وكأن الغضب خطأ.", "أفهم أن هذا مزعج"),
        ("لم يشتكِ أحد غيرك", "كأننا نقول إن الأمر وهم.", "لم أرَ هذا من قبل، وسأنظر فيه بدقة"),
        ("نعتذر عن أي إزعاج", "«أي» تعني أننا لا نعرف ما الذي حدث.", "يؤسفني ما حدث لك"),
        ("نرجو تفهمكم", "التفهم لا يُطلب. الأفضل ذكر السبب.", "السبب هو"),
        ("يرجى التحلي بالصبر", "الصبر هبة ممن ينتظر. الأفضل ذكر الموعد.", "سأكتب لك مرة أخرى قبل"),
        ("عليك أن تفهم", "هذا أمر، والشرح خير منه.", "هكذا حدث الأمر"),
        ("كما تعلم بالتأكيد", "من لا يعلم يشعر الآن بالحرج.", "باختصار"),
        ("هذا مذكور في دليل الاستخدام", "كأننا نقول إن الخطأ منهم.", "من السهل ألا ينتبه المرء إلى ذلك"),
        ("شكواك", "هذا يجعل من الإنسان ملفًا.", "ما كتبته لي"),
    ),
}


def upgrade() -> None:
    phrase = op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("words", sa.String(120), nullable=False),
        sa.Column("why", sa.String(300), nullable=False),
        sa.Column("instead", sa.String(300), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["agent.id"], name="fk_phrase_changed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phrase"),
    )
    here = sa.text(_HERE)
    columns = ["language", "words"]
    op.create_index(
        "uq_phrase_language_words", "phrase", columns, unique=True, sqlite_where=here, postgresql_where=here
    )
    for language, phrases in _PHRASES.items():
        named = [dict(zip(("words", "why", "instead"), one, strict=True)) for one in phrases]
        op.bulk_insert(phrase, [one | {"language": language, "changed_at": _WRITTEN} for one in named])


def downgrade() -> None:
    op.drop_table("phrase")
